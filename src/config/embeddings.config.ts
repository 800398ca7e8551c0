import type { Environment } from './variables.js';

/** The embeddings server and the reranker; both optional. */
export class EmbeddingsConfig {
  /** Empty: search goes by words only. */
  readonly apiUrl: string;
  readonly apiKey: string;
  /** Empty: the first embedding model the server lists. */
  readonly model: string;
  readonly timeoutMs: number;
  /** Longest a search waits for its query to be embedded. */
  readonly queryTimeoutMs: number;
  readonly rerank: {
    readonly apiUrl: string;
    readonly apiKey: string;
    readonly model: string;
    readonly timeoutMs: number;
  };

  constructor(env: Environment) {
    this.apiUrl = env.EMBEDDINGS_API_URL;
    this.apiKey = env.EMBEDDINGS_API_KEY;
    this.model = env.EMBEDDINGS_MODEL;
    this.timeoutMs = env.EMBEDDINGS_TIMEOUT_MS;
    this.queryTimeoutMs = env.EMBEDDINGS_QUERY_TIMEOUT_MS;
    this.rerank = {
      apiUrl: env.RERANK_API_URL,
      apiKey: env.RERANK_API_KEY,
      model: env.RERANK_MODEL,
      timeoutMs: env.RERANK_TIMEOUT_MS,
    };
  }
}
