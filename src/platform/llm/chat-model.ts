/** The port to language models: what a turn needs of one. It must not know who asks, where answers are kept, or which provider serves. */
import type { ChatEvent } from './chat-event.js';
import type { ChatRequest } from './chat-request.js';

/** A model that can be asked for by `id` in `ChatRequest.model`. */
export interface ModelInfo {
  id: string;
  ownedBy?: string;
}

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

  /** The models on offer, remembered for about a minute; an empty list where the server has none to tell. Throws `UpstreamError`. */
  abstract listModels(signal?: AbortSignal): Promise<ModelInfo[]>;

  /** Costs nothing: tells what is known already. */
  abstract status(): ModelStatus;
}
