/** One answer: attempts until one brings content, then its events to the reader. Exactly one end, whatever happens. */
import type { Clock } from '../../../common/clock.js';
import type { ChatRequest } from '../chat-request.js';
import { UpstreamError } from '../upstream-error.js';
import { AnswerReader, type AnswerSink } from './answer-reader.js';
import { CallMeter, type ModelCall } from './call-meter.js';
import type { CircuitBreaker } from './circuit-breaker.js';
import { type EventSource, EventPipe } from './event-pipe.js';
import { Exchange, type ExchangeWatch } from './exchange.js';
import type { ModelServer } from './model-server.js';
import { retryDelay } from './retry-policy.js';
import { Watchdog, type WatchdogLimits } from './watchdog.js';
import { refusesUsageOption } from './wire-fault.js';
import { toWireRequest } from './wire-request.js';

/** What all answers of one server share. */
export interface AnswerContext {
  server: ModelServer;
  limits: WatchdogLimits;
  clock: Clock;
  breaker: CircuitBreaker;
  random(): number;
  /** The model to ask for when the request names none. */
  defaultModel(signal: AbortSignal): Promise<string>;
  /** False once the server has refused `stream_options`. */
  wantsUsage: boolean;
  /** Told about every answer that failed. */
  onFault?(error: UpstreamError): void;
  /** Told about every answer once it is over. */
  onCall?(call: ModelCall): void;
}

export class Answer implements EventSource, AnswerSink, ExchangeWatch {
  readonly events = new EventPipe(this);
  private watchdog!: Watchdog;
  private exchange?: Exchange;
  private contentSeen = false;
  private readonly halt = new AbortController();
  private readonly meter: CallMeter;

  constructor(
    private readonly context: AnswerContext,
    private readonly request: ChatRequest,
    private readonly signal: AbortSignal,
  ) {
    this.meter = new CallMeter(request);
  }

  start(): void {
    this.watchdog = new Watchdog(this.context.limits, (fault) => this.stop(new UpstreamError(fault)));
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
    this.meter.text(text);
    this.events.pushText(text);
  }

  progress(): void {
    if (!this.contentSeen) this.meter.content();
    this.contentSeen = true;
    this.watchdog.progress();
  }

  finishing(): void {
    this.watchdog.closing();
  }

  private stop(error: unknown): void {
    this.halt.abort(error);
    this.exchange?.fail(error);
  }

  private async run(): Promise<void> {
    try {
      this.context.breaker.check();
      this.watchdog.connecting();
      const model = this.request.model ?? (await this.context.defaultModel(this.halt.signal));
      this.meter.model = model;
      await this.attempts(model);
      this.context.breaker.close();
      this.context.onCall?.(this.meter.end(undefined));
    } catch (error) {
      this.events.end({ error });
      this.context.onCall?.(this.meter.end(error));
      if (!(error instanceof UpstreamError)) return;
      this.context.breaker.record(error);
      this.context.onFault?.(error);
    }
  }

  private async attempts(model: string): Promise<void> {
    for (let failures = 0; ;) {
      try {
        return await this.attempt(model);
      } catch (error) {
        if (this.contentSeen || this.halt.signal.aborted) throw error;
        if (this.dropsUsage(error)) continue;
        const state = {
          failures: ++failures,
          elapsedMs: this.watchdog.elapsed,
          idleTimeoutMs: this.context.limits.idleTimeoutMs,
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
    const { server, wantsUsage } = this.context;
    server.post('/chat/completions', JSON.stringify(toWireRequest(this.request, model, wantsUsage)), exchange);
    await exchange.finished;
    const { toolCalls, reason, usage, model: served } = reader.result();
    this.meter.model = served ?? model;
    this.meter.finish = { reason, usage };
    for (const call of toolCalls) this.events.push(call);
    this.events.push({ type: 'finish', reason, model: served ?? model, usage });
    this.events.end();
  }

  /** An older server that refuses `stream_options` gets the request again without it, and is remembered. */
  private dropsUsage(error: unknown): boolean {
    if (!this.context.wantsUsage || !(error instanceof UpstreamError) || error.fault !== 'status') return false;
    if (!refusesUsageOption(error.upstreamStatus ?? 0, this.exchange?.errorBody ?? '')) return false;
    this.context.wantsUsage = false;
    return true;
  }
}
