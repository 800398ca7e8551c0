/** When a failed attempt may be followed by another. Only ever before the first token: after it the reader would see text twice. */
import { UpstreamError } from '../upstream-error.js';

const MAX_RETRIES = 2;
const RETRIED_STATUSES = new Set([429, 500, 502, 503, 529]);
const BASE_DELAY_MS = 250;
const MAX_RETRY_AFTER_S = 30;
const MAX_RETRY_AFTER_WITH_NEXT_S = 2;
/** An error must be told within the idle limit + 2 s; this leaves time for the attempt itself. */
const GRACE_MS = 1500;

export interface RetryState {
  /** How many attempts failed, at least 1. */
  failures: number;
  /** Since the answer was asked for. */
  elapsedMs: number;
  idleTimeoutMs: number;
  /** Another server can be asked instead: then a long wait is not worth it. */
  hasNext?: boolean;
}

/** Milliseconds to wait before the next attempt, or undefined when there must be none. `random` gives [0, 1). */
export function retryDelay(error: unknown, state: RetryState, random: () => number): number | undefined {
  if (!(error instanceof UpstreamError) || state.failures > MAX_RETRIES || !isRetried(error)) return undefined;
  const asked = error.retryAfter ?? 0;
  if (asked > (state.hasNext ? MAX_RETRY_AFTER_WITH_NEXT_S : MAX_RETRY_AFTER_S)) return undefined;
  // Jitter, so that many turns that failed together do not come back together.
  const backoff = BASE_DELAY_MS * 2 ** (state.failures - 1) * (1 + random());
  const delay = asked > 0 ? asked * 1000 + BASE_DELAY_MS * random() : backoff;
  return state.elapsedMs + delay <= state.idleTimeoutMs + GRACE_MS ? delay : undefined;
}

function isRetried(error: UpstreamError): boolean {
  if (error.fault === 'refused' || error.fault === 'reset') return true;
  return error.fault === 'status' && RETRIED_STATUSES.has(error.upstreamStatus ?? 0);
}
