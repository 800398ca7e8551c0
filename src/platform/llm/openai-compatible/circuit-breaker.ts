/** Stops asking a server that cannot be reached: without it every turn would wait for its own connect timeout. */
import type { Clock } from '../../../common/clock.js';
import { UpstreamError } from '../upstream-error.js';

const MAX_FAULTS = 5;
const FAULT_WINDOW_MS = 30_000;
const OPEN_MS = 5_000;

export class CircuitBreaker {
  private faults: number[] = [];
  private openUntil = 0;

  constructor(private readonly clock: Clock) {}

  /** Milliseconds since the epoch until which the server is not asked; undefined: it is. */
  get openTo(): number | undefined {
    return this.openUntil > this.clock.now() ? this.openUntil : undefined;
  }

  /** Throws `UpstreamError` while the circuit is open. */
  check(): void {
    const left = this.openUntil - this.clock.now();
    if (left > 0) throw new UpstreamError('circuit_open', { retryAfter: Math.ceil(left / 1000) });
  }

  /** An answer failed. Only connections that could not be made count; any other fault is a sign of life. */
  record(error: UpstreamError): void {
    if (error.fault === 'circuit_open') return;
    if (error.fault !== 'refused' && error.fault !== 'connect_timeout') return this.close();
    const now = this.clock.now();
    this.faults = [...this.faults.filter((at) => now - at < FAULT_WINDOW_MS), now];
    if (this.faults.length >= MAX_FAULTS) this.openUntil = now + OPEN_MS;
  }

  /** The server answered somebody. */
  close(): void {
    this.faults = [];
    this.openUntil = 0;
  }
}
