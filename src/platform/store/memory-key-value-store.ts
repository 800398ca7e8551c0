/** KeyValueStore of a single process. What it holds is gone with the process and bounded in number. */
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { type Counter, KeyValueStore, type Lock } from './key-value-store.js';

interface Entry {
  value: string | number | symbol;
  /** Milliseconds since the epoch; Infinity: never. */
  expires: number;
}

/** About 50 MB; beyond it the oldest entries go, so that no flood of keys takes the memory. */
const MAX_ENTRIES = 200_000;
const SWEEP_MS = 30_000;

@Injectable()
export class MemoryKeyValueStore extends KeyValueStore implements OnModuleDestroy {
  private readonly entries = new Map<string, Entry>();
  private readonly sweeper = setInterval(() => this.sweep(), SWEEP_MS).unref();

  constructor(private readonly clock: Clock) {
    super();
  }

  onModuleDestroy(): void {
    clearInterval(this.sweeper);
  }

  async get(key: string): Promise<string | undefined> {
    const value = this.live(key)?.value;
    return value === undefined || typeof value === 'symbol' ? undefined : String(value);
  }

  async set(key: string, value: string, ttlMs = Infinity): Promise<void> {
    this.put(key, { value, expires: this.clock.now() + ttlMs });
  }

  async delete(key: string): Promise<void> {
    this.entries.delete(key);
  }

  async increment(key: string, windowMs: number): Promise<Counter> {
    const now = this.clock.now();
    const entry = this.live(key);
    if (entry && typeof entry.value === 'number') {
      entry.value += 1;
      return { count: entry.value, resetsInMs: entry.expires - now };
    }
    this.put(key, { value: 1, expires: now + windowMs });
    return { count: 1, resetsInMs: windowMs };
  }

  /** Takes over a count that was made elsewhere. */
  note(key: string, { count, resetsInMs }: Counter): void {
    this.put(key, { value: count, expires: this.clock.now() + resetsInMs });
  }

  async lock(key: string, ttlMs: number): Promise<Lock | undefined> {
    if (this.live(key)) return undefined;
    const holder = Symbol(key);
    this.put(key, { value: holder, expires: this.clock.now() + ttlMs });
    return {
      release: async () => {
        if (this.entries.get(key)?.value === holder) this.entries.delete(key);
      },
    };
  }

  private live(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    if (!entry || entry.expires > this.clock.now()) return entry;
    this.entries.delete(key);
    return undefined;
  }

  private put(key: string, entry: Entry): void {
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (this.entries.size <= MAX_ENTRIES) return;
    const oldest = this.entries.keys().next();
    if (!oldest.done) this.entries.delete(oldest.value);
  }

  private sweep(): void {
    const now = this.clock.now();
    for (const [key, { expires }] of this.entries) if (expires <= now) this.entries.delete(key);
  }
}
