/** Counts failures under a key over 15 minutes from the first. The only file that knows where the counts are kept. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { KeyValueStore } from '../../platform/store/key-value-store.js';

const WINDOW_MS = 15 * 60_000;

export interface Failures {
  count: number;
  /** Whole seconds until the count begins again at nothing; at least 1. */
  resetSeconds: number;
}

@Injectable()
export class FailureCounter {
  constructor(
    private readonly store: KeyValueStore,
    private readonly clock: Clock,
  ) {}

  async of(key: string): Promise<Failures> {
    const count = Number((await this.store.get(countKey(key))) ?? 0);
    if (count === 0) return { count, resetSeconds: 1 };
    const resetsAt = Number((await this.store.get(resetKey(key))) ?? 0);
    return { count, resetSeconds: Math.max(1, Math.ceil((resetsAt - this.clock.now()) / 1000)) };
  }

  async add(key: string): Promise<void> {
    const { count, resetsInMs } = await this.store.increment(countKey(key), WINDOW_MS);
    // The store tells when a window ends only to who counts; who asks needs it too.
    if (count === 1) await this.store.set(resetKey(key), String(this.clock.now() + resetsInMs), resetsInMs);
  }

  async clear(key: string): Promise<void> {
    await this.store.delete(countKey(key));
    await this.store.delete(resetKey(key));
  }
}

const countKey = (key: string) => `login-failures:${key}`;
const resetKey = (key: string) => `login-failures-reset:${key}`;
