/** Short-lived state that several servers may have to share: values, counters, locks. Also the Nest token. */

export interface Counter {
  /** Including this one. */
  count: number;
  /** Milliseconds until it starts from zero. */
  resetsInMs: number;
}

export interface Lock {
  /** Gives the lock back, unless it has run out and somebody else holds it. */
  release(): Promise<void>;
}

export abstract class KeyValueStore {
  abstract get(key: string): Promise<string | undefined>;
  /** `ttlMs` undefined: until deleted. */
  abstract set(key: string, value: string, ttlMs?: number): Promise<void>;
  abstract delete(key: string): Promise<void>;
  /** Counts one up; the first count opens a window of `windowMs`, at whose end the counter is gone. */
  abstract increment(key: string, windowMs: number): Promise<Counter>;
  /** Takes the lock for at most `ttlMs`, or gives undefined at once where another holds it. */
  abstract lock(key: string, ttlMs: number): Promise<Lock | undefined>;
}
