/**
 * The calls of models on the way to one answer in a shape. Each is asked for it as its own model takes it: who answers may
 * change from one call to the next.
 */
import type { ChatModel } from '../../platform/llm/chat-model.js';
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import { refusesRequest } from '../../platform/llm/upstream-error.js';
import type { ResponseFormat } from './response-format.js';

type Asking<E> = (request: ChatRequest, signal: AbortSignal) => AsyncIterable<E>;

export class ShapedCalls {
  /** What was asked last: of whoever answers, with its own words. */
  last?: ChatRequest;
  /** Models that refused the format and answered without; undefined: where none is named. */
  private readonly refusals = new Set<string | undefined>();

  constructor(
    private readonly model: Pick<ChatModel, 'profile'>,
    private readonly format: ResponseFormat,
  ) {}

  /** The same calls in the shape; `words`: it is told of in words only, whatever the model takes. */
  over<E>(asking: Asking<E>, words = false): Asking<E> {
    return (request, signal) => {
      this.last = request;
      const responseFormat = words || this.refusals.has(request.model) ? undefined : this.format;
      const asked = { ...request, responseFormat };
      const isSent = responseFormat && this.model.profile(request.model).jsonSchema !== false;
      return isSent ? this.tolerant(asked, asking, signal) : asking(asked, signal);
    };
  }

  /** A server that does not take the format is asked again without: the words of the prompt say the same. */
  private async *tolerant<E>(asked: ChatRequest, asking: Asking<E>, signal: AbortSignal): AsyncGenerator<E> {
    let began = false;
    try {
      for await (const event of asking(asked, signal)) {
        began = true;
        yield event;
      }
    } catch (error) {
      if (began || !refusesRequest(error)) throw error;
      for await (const event of asking({ ...asked, responseFormat: undefined }, signal)) {
        // It was the format that was refused, and not something else of the request.
        this.refusals.add(asked.model);
        yield event;
      }
    }
  }
}
