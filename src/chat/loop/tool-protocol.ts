/**
 * How models are told of tools: as their servers take them, or in words by the JSON protocol. Decided for each request by
 * itself, since who answers may change from one to the next.
 */
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import { ChatModel } from '../../platform/llm/chat-model.js';
import { refusesRequest } from '../../platform/llm/upstream-error.js';
import type { ShapedCalls } from '../structured/shaped-calls.js';
import { withJsonProtocol } from './json-protocol.js';
import type { RoundsDoors } from './tool-rounds.js';

type Asking = RoundsDoors['stream'];

/** How long a model that refused tools is told of them in words. */
const REFUSAL_MS = 10 * 60_000;
/** Names come from requests. */
const MOST_MODELS = 500;

@Injectable()
export class ToolProtocol {
  private readonly logger = new Logger(ToolProtocol.name);
  /** Model -> until when it is believed to refuse tools; the oldest word first. */
  private readonly refusals = new Map<string, number>();

  constructor(
    private readonly model: ChatModel,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks whoever a request names. One that has to do with no tools is the model's own stream, nothing between. `calls`:
   * the answer is to have a shape, of which the JSON protocol tells in words only.
   */
  asking(calls?: ShapedCalls): Asking {
    const stream = (asked: ChatRequest, signal: AbortSignal) => this.model.stream(asked, signal);
    const spoken = withJsonProtocol(stream);
    const native: Asking = calls ? calls.over(stream) : stream;
    const inWords: Asking = calls ? calls.over(spoken, true) : spoken;
    return (request, signal) => {
      if (!hasToDoWithTools(request)) return native(request, signal);
      return this.refuses(request) ? inWords(request, signal) : this.tolerant(native, inWords, request, signal);
    };
  }

  /** A server that refuses is asked again in words; a shape was left out by then, so it may have been that which it refused. */
  private async *tolerant(native: Asking, inWords: Asking, request: ChatRequest, signal: AbortSignal) {
    let began = false;
    try {
      for await (const event of native(request, signal)) {
        began = true;
        yield event;
      }
    } catch (error) {
      if (began || !refusesRequest(error)) throw error;
      for await (const event of inWords(request, signal)) {
        if (event.type === 'finish' && request.tools?.length) this.noteRefusal(this.nameOf(request));
        yield event;
      }
    }
  }

  /** Told of them in words it answered: it was the tools that were refused, and not something else of this one request. */
  private noteRefusal(model: string): void {
    this.refusals.delete(model);
    this.refusals.set(model, this.clock.now() + REFUSAL_MS);
    if (this.refusals.size > MOST_MODELS) this.refusals.delete(this.refusals.keys().next().value!);
    this.logger.warn(`The model ${model} refuses tools; it is told of them in words.`);
  }

  /** What is configured or was learned says so, or its last refusal. Who only quotes reads no words about tools. */
  private refuses(request: ChatRequest): boolean {
    if (this.model.status(request.model).provider === 'extractive') return false;
    if (this.model.profile(request.model).tools === false) return true;
    return (this.refusals.get(this.nameOf(request)) ?? 0) > this.clock.now();
  }

  private nameOf({ model }: ChatRequest): string {
    return model ?? this.model.status().model ?? '';
  }
}

/** It offers some, or tells what earlier calls gave. */
function hasToDoWithTools({ tools, messages }: ChatRequest): boolean {
  return Boolean(tools?.length) || messages.some(({ role, toolCalls }) => role === 'tool' || toolCalls?.length);
}

/** A 400 or 422: a model that cannot take tools, more often than not. */
