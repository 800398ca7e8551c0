/** Measures one call of a model from its request to its end, retries and all. A few numbers a token, no more. */
import { type Booking, currentBooking } from '../../../common/booking.js';
import { denseCharacters, estimateTokens, tokensOf } from '../../../common/token-estimate.js';
import type { FinishReason, TokenUsage } from '../chat-event.js';
import type { ChatRequest } from '../chat-request.js';
import type { Span, SpanAttributes } from '../../tracing/tracer.js';
import { UpstreamError } from '../upstream-error.js';

/** How a call went. Milliseconds; monotonic. */
export interface ModelCall {
  booking?: Booking;
  /** As its server names it; empty where not even the wanted one is known. */
  model: string;
  /** As it was asked for, where it answered. */
  asked?: string;
  /** Name of the server. */
  upstream: string;
  promptTokens: number;
  completionTokens: number;
  /** The server did not count them. */
  estimated: boolean;
  firstTokenMs?: number;
  totalMs: number;
  /** Attempts after the first. */
  retries: number;
  outcome: 'complete' | 'length' | 'stopped' | 'failed';
  code?: string;
}

/** Of a text, what its tokens are estimated from (UTF-16 units). */
const SAMPLE = 4096;

export class CallMeter {
  retries = 0;
  model = '';
  asked?: string;
  finish?: { reason: FinishReason; usage?: TokenUsage };
  private readonly span?: Span;
  private readonly began = performance.now();
  private firstAt?: number;
  private length = 0;
  private sampled = 0;
  private dense = 0;
  private promptTokens = 0;
  private request?: ChatRequest;

  constructor(
    request: ChatRequest,
    private readonly upstream: string,
    readonly booking: Booking | undefined = request.booking ?? currentBooking(),
  ) {
    this.request = request;
    this.span = request.trace?.child('model call', { 'rai.purpose': this.booking?.purpose ?? 'other' });
  }

  get traceparent(): string | undefined {
    return this.span?.traceparent;
  }

  /** What was asked is let go with the first content; a call that gave none is taken to have cost nothing. */
  content(): void {
    if (!this.request) return;
    this.firstAt = performance.now();
    this.promptTokens = estimatedPrompt(this.request);
    this.request = undefined;
  }

  text(text: string): void {
    this.length += text.length;
    if (this.sampled >= SAMPLE) return;
    this.sampled += text.length;
    this.dense += denseCharacters(text);
  }

  /** `error` undefined: it came to its regular end. */
  end(error: unknown): ModelCall {
    const usage = this.finish?.usage;
    const { booking, model, asked, upstream, retries, firstAt } = this;
    const call: ModelCall = {
      booking,
      model,
      asked,
      upstream,
      promptTokens: usage?.promptTokens ?? this.promptTokens,
      completionTokens: usage?.completionTokens ?? this.estimatedText(),
      estimated: !usage,
      firstTokenMs: firstAt && firstAt - this.began,
      totalMs: performance.now() - this.began,
      retries,
      outcome: this.outcome(error),
      code: error instanceof UpstreamError ? error.code : undefined,
    };
    this.span?.end(attributesOf(call), call.code);
    return call;
  }

  private outcome(error: unknown): ModelCall['outcome'] {
    if (error instanceof UpstreamError) return 'failed';
    if (error !== undefined) return 'stopped';
    return this.finish?.reason === 'length' ? 'length' : 'complete';
  }

  private estimatedText(): number {
    if (this.length === 0) return 0;
    return Math.ceil((tokensOf(this.sampled, this.dense) / this.sampled) * this.length);
  }
}

function estimatedPrompt({ messages }: ChatRequest): number {
  let tokens = 0;
  for (const { content } of messages) {
    const texts = typeof content === 'string' ? [content] : content.map((part) => ('text' in part ? part.text : ''));
    for (const text of texts) tokens += estimateTokens(text);
  }
  return tokens;
}

/** Named by the semantic conventions of OpenTelemetry where these have a name. */
function attributesOf({ model, promptTokens, completionTokens, retries, outcome }: ModelCall): SpanAttributes {
  return {
    'gen_ai.response.model': model,
    'gen_ai.usage.input_tokens': promptTokens,
    'gen_ai.usage.output_tokens': completionTokens,
    'rai.retries': retries,
    'rai.outcome': outcome,
  };
}
