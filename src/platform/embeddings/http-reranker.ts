/** The adapter to a rerank endpoint in the form Jina, Cohere and vLLM share. */
import { UpstreamError } from '../llm/upstream-error.js';
import { EmbeddingServer, type EmbeddingServerOptions } from './openai-compatible/embedding-server.js';
import { Reranker } from './reranker.js';

export interface HttpRerankerOptions extends EmbeddingServerOptions {
  /** Empty: none is named. */
  model: string;
}

/** POST {model, query, documents} → {results: [{index, relevance_score}]}, in any order. */
export class HttpReranker extends Reranker {
  readonly configured = true;
  private readonly server: EmbeddingServer;
  private readonly path: string;

  constructor(private readonly options: HttpRerankerOptions) {
    super();
    this.server = new EmbeddingServer(options);
    // The whole address of the endpoint may be given, or that of the server.
    this.path = /\/rerank\/?$/.test(new URL(options.apiUrl).pathname) ? '' : '/rerank';
  }

  async score(query: string, documents: readonly string[], signal?: AbortSignal): Promise<number[]> {
    const { model } = this.options;
    const body = { ...(model && { model }), query, documents, top_n: documents.length, return_documents: false };
    const { results } = ((await this.server.request('POST', this.path, body, signal)) ?? {}) as { results?: unknown };
    const scores = new Array<number>(documents.length).fill(-Infinity);
    for (const result of Array.isArray(results) ? results : []) {
      const { index, relevance_score: score } = (result ?? {}) as { index?: unknown; relevance_score?: unknown };
      if (typeof index === 'number' && index in scores && Number.isFinite(score)) scores[index] = score as number;
    }
    if (!scores.some(Number.isFinite)) {
      throw new UpstreamError('malformed', { message: 'The rerank server did not answer as the protocol asks.' });
    }
    return scores;
  }

  close(): Promise<void> {
    return this.server.close();
  }
}
