/** The port to a model that reads a question and a text together, and its Nest token. Optional: off unless configured. */
export abstract class Reranker {
  abstract readonly configured: boolean;
  /** How relevant each document is, in their order; higher is better. Throws `UpstreamError`, or the signal's reason. */
  abstract score(query: string, documents: readonly string[], signal?: AbortSignal): Promise<number[]>;
  abstract close(): Promise<void>;
}
