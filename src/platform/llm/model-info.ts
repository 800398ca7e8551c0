/** What is known of models and of the servers behind them. */
/** What a model can do; undefined: not known. */
export interface ModelProfile {
  /** Tokens of prompt and answer together that a request may have. */
  contextTokens: number;
  tools?: boolean;
  vision?: boolean;
  jsonSchema?: boolean;
}

/** `open`: its circuit is open after many connection faults, until then (milliseconds since the epoch) it is not asked. */
export type UpstreamHealth = { state: 'ok' } | { state: 'open'; until: number } | { state: 'unreachable' };

/** A model or alias that can be asked for by `id` in `ChatRequest.model`. */
export interface ModelInfo {
  id: string;
  /** As it is asked for at its server. */
  asked?: string;
  ownedBy?: string;
  /** Name of the server; of an alias the one that would be asked now. Absent: none, we answer ourselves. */
  upstream?: string;
  /** Of an alias: what it stands for, the first choice first, each as `model@upstream`. */
  aliasOf?: string[];
  health: UpstreamHealth;
  profile: ModelProfile;
}

export interface UpstreamStatus {
  name: string;
  health: UpstreamHealth;
}
