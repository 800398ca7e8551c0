/** Web search through Tavily: `POST /search` of https://docs.tavily.com/documentation/api-reference/endpoint/search. */
import type { SafeFetch } from '../../platform/outbound/safe-fetch.js';
import { hitsOf } from './answer-of.js';
import { type WebHit, type WebQuery, WebSearch } from './web-search.js';

const TIMEOUT_MS = 15_000;
const LARGEST_ANSWER = 2 * 1024 * 1024;

export class TavilySearch extends WebSearch {
  constructor(
    private readonly door: SafeFetch,
    private readonly server: { apiUrl: string; apiKey: string },
  ) {
    super();
  }

  async search({ query, limit }: WebQuery, signal: AbortSignal): Promise<WebHit[]> {
    const answer = await this.door.fetch(`${this.server.apiUrl.replace(/\/+$/, '')}/search`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.server.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, max_results: limit, search_depth: 'basic' }),
      timeoutMs: TIMEOUT_MS,
      maxBytes: LARGEST_ANSWER,
      signal,
    });
    return hitsOf('Tavily', answer).slice(0, limit);
  }
}
