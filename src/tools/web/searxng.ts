/** Web search through a SearXNG server (its settings must allow the JSON format): https://docs.searxng.org/dev/search_api.html */
import type { SafeFetch } from '../../platform/outbound/safe-fetch.js';
import { hitsOf } from './answer-of.js';
import { type WebHit, type WebQuery, WebSearch } from './web-search.js';

const TIMEOUT_MS = 15_000;
const LARGEST_ANSWER = 2 * 1024 * 1024;

export class SearxngSearch extends WebSearch {
  constructor(
    private readonly door: SafeFetch,
    private readonly serverUrl: string,
  ) {
    super();
  }

  async search({ query, limit }: WebQuery, signal: AbortSignal): Promise<WebHit[]> {
    const params = new URLSearchParams({ q: query, format: 'json' });
    const answer = await this.door.fetch(`${this.serverUrl.replace(/\/+$/, '')}/search?${params}`, {
      headers: { accept: 'application/json' },
      timeoutMs: TIMEOUT_MS,
      maxBytes: LARGEST_ANSWER,
      signal,
    });
    return hitsOf('SearXNG', answer).slice(0, limit);
  }
}
