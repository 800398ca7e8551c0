import type { Clock } from '../../../common/clock.js';
import { UpstreamError } from '../../llm/upstream-error.js';

const MOST_ATTEMPTS = 3;
const RETRIED_STATUSES = new Set([429, 500, 502, 503, 529]);
const BASE_DELAY_MS = 250;
const MAX_RETRY_AFTER_S = 30;

/** Tries again what a moment may mend, as the chat adapter does: two more attempts, with jitter. `random` gives [0, 1). */
export async function retried<T>(
  work: () => Promise<T>,
  { clock, random, signal }: { clock: Clock; random: () => number; signal?: AbortSignal },
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !(error instanceof UpstreamError) || !isRetried(error)) throw error;
      const asked = error.retryAfter ?? 0;
      if (asked > MAX_RETRY_AFTER_S) throw error;
      await clock.sleep(asked * 1000 + BASE_DELAY_MS * 2 ** (attempt - 1) * (1 + random()), signal);
    }
  }
}

function isRetried({ fault, upstreamStatus }: UpstreamError): boolean {
  return fault === 'refused' || fault === 'reset' || (fault === 'status' && RETRIED_STATUSES.has(upstreamStatus ?? 0));
}
