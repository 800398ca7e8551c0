/**
 * The timers of one answer. undici's own are off: they count bytes, and a dead server that sends keep-alive comments
 * would live for ever. One timer; progress only moves a number. Monotonic time, because a clock that is set must not cut answers.
 */
import type { UpstreamFault } from '../upstream-error.js';

/** Milliseconds. */
export interface WatchdogLimits {
  connectTimeoutMs: number;
  firstTokenTimeoutMs: number;
  idleTimeoutMs: number;
  totalTimeoutMs: number;
}

/** How long to wait for usage and `[DONE]` once the model said why it finished. */
const TAIL_MS = 2000;

/** All attempts together may outlast the first-token limit by this much; the promise is the limit + 2 s. */
const RETRY_GRACE_MS = 1500;

type TimeoutFault = Extract<UpstreamFault, `${string}_timeout`>;

export class Watchdog {
  private readonly startedAt = performance.now();
  private phase: 'connect' | 'waiting' | 'first_token' | 'idle' | 'paused' | 'tail' = 'connect';
  private since = this.startedAt;
  private attemptAt = this.startedAt;
  private timer?: NodeJS.Timeout;
  private armedFor = Infinity;
  private firstTokenMs: number;

  constructor(
    private readonly limits: WatchdogLimits,
    private readonly onTimeout: (fault: TimeoutFault) => void,
  ) {
    this.firstTokenMs = limits.firstTokenTimeoutMs;
  }

  /** Milliseconds since the answer was asked for. */
  get elapsed(): number {
    return performance.now() - this.startedAt;
  }

  /** What is left until the first token is due, whoever sends it. */
  get left(): number {
    return this.limits.firstTokenTimeoutMs - this.elapsed;
  }

  /** One of several servers is asked; what is left is shared out among them, so that all together stay within the limit. */
  begin(servers: number): void {
    this.firstTokenMs = this.left / servers;
    this.armedFor = Infinity;
  }

  /** Another attempt follows after a pause. */
  waiting(): void {
    this.enter('waiting');
  }

  /** A connection is being opened for an attempt. */
  connecting(): void {
    this.attemptAt = performance.now();
    this.enter('connect');
  }

  /** The request is on its way; the first content is due, counted from this attempt's start. */
  connected(): void {
    this.enter('first_token');
  }

  /** Content arrived: text, reasoning or a piece of a tool call. Comments and empty deltas are not content. */
  progress(): void {
    if (this.phase === 'idle') this.since = performance.now();
    else if (this.phase !== 'paused' && this.phase !== 'tail') this.enter('idle');
  }

  /** The answer is complete; only usage and the end marker may follow. */
  closing(): void {
    if (this.phase !== 'tail') this.enter('tail');
  }

  /** Our own reader is slow: silence is no longer the server's. */
  pause(): void {
    if (this.phase !== 'tail') this.enter('paused');
  }

  resume(): void {
    if (this.phase === 'paused') this.enter('idle');
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.armedFor = -Infinity;
  }

  private enter(phase: typeof this.phase): void {
    this.phase = phase;
    this.since = performance.now();
    if (this.armedFor === -Infinity) return;
    const [due] = this.next();
    if (due < this.armedFor) this.arm(due);
  }

  private arm(due: number): void {
    clearTimeout(this.timer);
    this.armedFor = due;
    this.timer = setTimeout(() => this.check(), Math.max(1, due - performance.now()));
  }

  private check(): void {
    const [due, fault] = this.next();
    if (performance.now() < due) return this.arm(due);
    this.stop();
    this.onTimeout(fault);
  }

  private next(): [due: number, fault: TimeoutFault] {
    const { limits, startedAt, since } = this;
    const total = startedAt + limits.totalTimeoutMs;
    const allAttempts = startedAt + limits.firstTokenTimeoutMs + RETRY_GRACE_MS;
    const first = Math.min(this.attemptAt + this.firstTokenMs, allAttempts);
    const phases: Record<typeof this.phase, [number, TimeoutFault]> = {
      connect: [Math.min(since + limits.connectTimeoutMs, first), 'connect_timeout'],
      waiting: [allAttempts, 'first_token_timeout'],
      first_token: [first, 'first_token_timeout'],
      idle: [since + limits.idleTimeoutMs, 'idle_timeout'],
      tail: [since + Math.min(limits.idleTimeoutMs, TAIL_MS), 'idle_timeout'],
      paused: [Infinity, 'total_timeout'],
    };
    const due = phases[this.phase];
    return due[0] < total ? due : [total, 'total_timeout'];
  }
}
