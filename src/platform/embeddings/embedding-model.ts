/** The port to whatever turns texts into vectors, and its Nest token. It must not know what the texts are. */

/** Where a model is served, and under which name. */
export interface EmbeddingPlace {
  /** Base URL of the server. */
  apiUrl: string;
  /** Empty: the first embedding model the server lists. */
  model: string;
}

/** What the vectors of one model have in common. Vectors of two profiles must never be compared. */
export interface EmbeddingProfile extends EmbeddingPlace {
  dimensions: number;
}

export interface EmbeddingStatus {
  configured: boolean;
  /** Whether the server answered when it was last asked; false before that. */
  ready: boolean;
  /** One sentence; never a secret. */
  detail: string;
}

export abstract class EmbeddingModel {
  /**
   * A vector of length 1 for each text, in order; all zeros where the model finds nothing in a text. Any number of
   * texts: they are sent in batches and retried. Throws `UpstreamError`, or the signal's reason.
   */
  abstract embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
  /** Asks the server which model it is and how long its vectors are; undefined where none is configured. */
  abstract profile(signal?: AbortSignal): Promise<EmbeddingProfile | undefined>;
  abstract status(): EmbeddingStatus;
  /** The model at another place: for vectors made before the configuration changed. */
  abstract at(place: EmbeddingPlace): EmbeddingModel;
  abstract close(): Promise<void>;
}
