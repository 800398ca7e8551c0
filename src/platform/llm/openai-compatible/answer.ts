/**
 * One answer: attempts at one server, and where that fails before its first token at the next one, until content comes;
 * then its events to the reader. Exactly one end, whatever happens.
 */
import type { ErrorCode } from '../../../common/error-codes.js';
import type { ChatRequest } from '../chat-request.js';
import { UpstreamError } from '../upstream-error.js';
import type { AnswerContext, AnswerTarget } from './answer-context.js';
import { AnswerReader, type AnswerSink } from './answer-reader.js';
import { CallMeter } from './call-meter.js';
import { type EventSource, EventPipe } from './event-pipe.js';
import { Exchange, type ExchangeWatch } from './exchange.js';
import { retryDelay } from './retry-policy.js';
import { Watchdog } from './watchdog.js';
import { hasImages, withoutImages } from './request-images.js';
import { lacksSight, refusesImages, refusesTools, refusesUsageOption } from './wire-fault.js';
import { toWireRequest } from './wire-request.js';

/** What another server may not suffer from. A request that was refused would be refused again. */
const FALLS_BACK: ReadonlySet<ErrorCode> = new Set([
  'upstream_unavailable',
  'upstream_timeout',
  'upstream_rate_limited',
  'upstream_error',
]);

export class Answer implements EventSource, AnswerSink, ExchangeWatch {
  readonly events: EventPipe;
  private watchdog!: Watchdog;
  private context: AnswerContext;
  private takesFormat = true;
  private takesImages = true;
  private exchange?: Exchange;
  private contentSeen = false;
  private isOver = false;
  /** Ends the work at one server. */
  private halt = new AbortController();
  private meter: CallMeter;

  /** `targets`: at least one, the first choice first. */
  constructor(
    private readonly targets: readonly AnswerTarget[],
    private request: ChatRequest,
    private readonly signal: AbortSignal,
  ) {
    this.context = targets[0]!.context;
    this.meter = new CallMeter(request, this.context.name);
    this.events = new EventPipe(this, this.context.pace);
  }

  start(): void {
    this.watchdog = new Watchdog(this.context.limits, (fault) => this.interrupt(new UpstreamError(fault)));
    const onAbort = () => this.stop(this.signal.reason);
    if (this.signal.aborted) onAbort();
    this.signal.addEventListener('abort', onAbort, { once: true });
    void this.run().finally(() => {
      this.watchdog.stop();
      this.signal.removeEventListener('abort', onAbort);
    });
  }

  cancel(): void {
    this.stop(new Error('nobody reads the answer any more'));
  }

  pause(): void {
    this.watchdog.pause();
    this.exchange?.pause();
  }

  resume(): void {
    this.watchdog.resume();
    this.exchange?.resume();
  }

  connected(): void {
    this.watchdog.connected();
  }

  text(text: string): void {
    this.progress();
    this.context.pace.count(performance.now());
    this.meter.text(text);
    this.events.pushText(text);
  }

  progress(): void {
    if (!this.contentSeen) this.begun();
    this.watchdog.progress();
  }

  finishing(): void {
    this.watchdog.closing();
  }

  /** From here on nobody is asked again: the prompt is let go, for the answer may take minutes. */
  private begun(): void {
    this.contentSeen = true;
    this.meter.content();
    this.request = { ...this.request, messages: [], grounding: undefined };
  }

  /** From outside: no server is asked any more. */
  private stop(error: unknown): void {
    this.isOver = true;
    this.interrupt(error);
  }

  private interrupt(error: unknown): void {
    this.halt.abort(error);
    this.exchange?.fail(error);
  }

  private async run(): Promise<void> {
    let next: AnswerTarget | undefined = this.targets[0];
    for (let tried = 1; next; tried++) {
      try {
        return await this.ask(next, this.targets.length - tried);
      } catch (error) {
        next = this.isMendable(error) ? this.targets[tried] : undefined;
        while (next?.canTake?.(this.request) === false) next = this.targets[++tried];
        if (!next) return this.events.end({ error });
        this.halt = new AbortController();
        this.meter = new CallMeter(this.request, next.context.name, this.meter.booking);
      }
    }
  }

  /** Only before the first token, and only while somebody waits and there is time left. */
  private isMendable(error: unknown): boolean {
    if (this.isOver || this.contentSeen || !(error instanceof UpstreamError)) return false;
    return FALLS_BACK.has(error.code) && error.fault !== 'total_timeout' && this.watchdog.left > 0;
  }

  private async ask(target: AnswerTarget, others: number): Promise<void> {
    const { context, model, takesFormat = true, takesImages = true } = target;
    this.context = context;
    this.takesFormat = takesFormat;
    this.takesImages = takesImages;
    try {
      context.breaker.check();
      if (this.targets.length > 1) this.watchdog.begin(others + 1);
      this.watchdog.connecting();
      const wanted = model ?? (await context.defaultModel(this.halt.signal));
      this.meter.model = wanted;
      await this.attempts(wanted, others > 0);
      context.breaker.close();
      context.onCall?.(this.meter.end(undefined));
    } catch (error) {
      context.onCall?.(this.meter.end(error));
      if (error instanceof UpstreamError) {
        error.upstream = context.name;
        context.breaker.record(error);
        context.onFault?.(error);
      }
      throw error;
    }
  }

  private async attempts(model: string, hasNext: boolean): Promise<void> {
    for (let failures = 0; ;) {
      try {
        return await this.attempt(model);
      } catch (error) {
        if (this.contentSeen || this.halt.signal.aborted) throw error;
        if (this.dropsUsage(error) || this.dropsImages(model, error)) continue;
        const state = {
          failures: ++failures,
          elapsedMs: this.watchdog.elapsed,
          idleTimeoutMs: this.context.limits.idleTimeoutMs,
          hasNext,
        };
        const delay = retryDelay(error, state, () => this.context.random());
        if (delay === undefined) throw error;
        this.watchdog.waiting();
        await this.context.clock.sleep(delay, this.halt.signal);
        this.meter.retries++;
      }
    }
  }

  private async attempt(model: string): Promise<void> {
    this.halt.signal.throwIfAborted();
    const reader = new AnswerReader(this);
    const exchange = new Exchange(reader, this);
    this.exchange = exchange;
    this.watchdog.connecting();
    const { toolNotes, imageNotes, name } = this.context;
    const withImages = this.takesImages && hasImages(this.request);
    this.send(model, exchange);
    try {
      await exchange.finished;
    } catch (error) {
      if (this.request.tools?.length && this.isRefusal(error, refusesTools)) toolNotes.note(model, false);
      throw error;
    }
    const { toolCalls, reason, usage, model: served } = reader.result();
    this.meter.model = served ?? model;
    this.meter.asked = model;
    this.meter.finish = { reason, usage };
    if (toolCalls.length) toolNotes.note(model, true);
    if (withImages) imageNotes.note(model, true);
    for (const call of toolCalls) this.events.push(call);
    this.events.push({ type: 'finish', reason, model: served ?? model, asked: model, upstream: name, usage });
    this.events.end();
  }

  /** Apart, so that nothing of the body is held while the answer streams. */
  private send(model: string, exchange: Exchange): void {
    const { server, wantsUsage } = this.context;
    const { takesFormat } = this;
    // A prompt may have been made for another model, which sees.
    const request = this.takesImages ? this.request : withoutImages(this.request);
    const body = JSON.stringify(toWireRequest(request, model, { wantsUsage, takesFormat }));
    server.post('/chat/completions', body, exchange, this.meter.traceparent);
  }

  /** An older server that refuses `stream_options` gets the request again without it, and is remembered. */
  private dropsUsage(error: unknown): boolean {
    if (!this.context.wantsUsage || !this.isRefusal(error, refusesUsageOption)) return false;
    this.context.wantsUsage = false;
    return true;
  }

  /**
   * Where images are refused the model gets the request again without them, told that there were some. Remembered is only
   * what is said of the model, and of none that has taken images: one that is broken must not blind it for everybody.
   */
  private dropsImages(model: string, error: unknown): boolean {
    if (!hasImages(this.request) || !this.isRefusal(error, refusesImages)) return false;
    const { imageNotes } = this.context;
    if (!imageNotes.takes(model) && this.isRefusal(error, lacksSight)) imageNotes.note(model, false);
    this.request = withoutImages(this.request);
    return true;
  }

  private isRefusal(error: unknown, isAbout: (status: number, body: string) => boolean): boolean {
    if (!(error instanceof UpstreamError) || error.fault !== 'status') return false;
    return isAbout(error.upstreamStatus ?? 0, this.exchange?.errorBody ?? '');
  }
}
