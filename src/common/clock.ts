/** Times before or after are not written with four digits of a year, and so would not sort as text. */
const EARLIEST = Date.parse('0000-01-01T00:00:00.000Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** The time, injected so that tests can move it. Also the Nest token. */
export abstract class Clock {
  /** Milliseconds since the epoch. */
  abstract now(): number;
  /** Resolves after `ms`, rejects with the signal's reason when aborted. */
  abstract sleep(ms: number, signal?: AbortSignal): Promise<void>;

  /** ISO-8601 UTC with milliseconds, as the API and the database write times; "for ever" ends with the year 9999. */
  iso(offsetMs = 0): string {
    return new Date(Math.min(LATEST, Math.max(EARLIEST, this.now() + offsetMs))).toISOString();
  }
}

export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal!.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}
