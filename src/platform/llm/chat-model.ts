/** The port to language models: what a turn needs of one. It must not know who asks, where answers are kept, or which provider serves. */
import type { ChatEvent } from './chat-event.js';
import type { ChatRequest } from './chat-request.js';
import type { ModelInfo, ModelProfile, UpstreamStatus } from './model-info.js';

/** What would answer right now. `model` is undefined while it is not known; `detail` is one sentence for people. */
export interface ModelStatus {
  provider: 'openai' | 'extractive';
  model?: string;
  ready: boolean;
  detail: string;
}

/** A chat model. Also the Nest token. */
export abstract class ChatModel {
  /**
   * The answer, as it is written. Ends with exactly one `finish` event, which is the last, or throws: an `UpstreamError`
   * (see upstream-error.ts) for a fault, `signal.reason` when aborted. Never ends silently. Returning the iterator
   * early, like aborting, closes the connection at once.
   */
  abstract stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatEvent>;

  /**
   * The models and aliases on offer, remembered for about a minute; an empty list where a server has none to tell.
   * Throws `UpstreamError` where nothing at all is known of them.
   */
  abstract listModels(signal?: AbortSignal): Promise<ModelInfo[]>;

  /** Who answers a request for that model or alias; absent: a request that names none. Costs nothing: tells what is known already. */
  abstract status(model?: string): ModelStatus;

  /** What the model that would be asked can do, as far as it is known. Costs nothing. */
  abstract profile(model?: string): ModelProfile;

  /** The servers that can be asked, with what is known of them; empty where there are none. Costs nothing. */
  abstract upstreams(): UpstreamStatus[];
}
