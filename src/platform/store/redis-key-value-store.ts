/**
 * KeyValueStore that several servers share. While Redis is away each server goes on by itself: counters from the last
 * count it saw, so that no limit begins anew, and locks for nobody, since nobody could keep the others out.
 */
import { randomUUID } from 'node:crypto';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import type { RedisLink } from '../redis/redis-link.js';
import { type Counter, KeyValueStore, type Lock } from './key-value-store.js';
import type { MemoryKeyValueStore } from './memory-key-value-store.js';

/** A window that does not slide: only the first count sets its end. */
const COUNT = `local count = redis.call('INCR', KEYS[1])
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {count, redis.call('PTTL', KEYS[1])}`;

/** Only while it is still the holder's. */
const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

export class RedisKeyValueStore extends KeyValueStore implements OnModuleDestroy {
  private readonly logger = new Logger(KeyValueStore.name);

  constructor(
    private readonly link: RedisLink,
    /** What this server knows by itself. */
    private readonly own: MemoryKeyValueStore,
  ) {
    super();
  }

  onModuleDestroy(): void {
    this.own.onModuleDestroy();
  }

  get(key: string): Promise<string | undefined> {
    return this.shared(
      async () => (await this.link.commands.get(this.keyOf(key))) ?? undefined,
      () => this.own.get(key),
    );
  }

  async set(key: string, value: string, ttlMs?: number): Promise<void> {
    // Without an end it could be untrue here for ever once another server changes it.
    if (ttlMs !== undefined) await this.own.set(key, value, ttlMs);
    await this.shared<unknown>(
      () => {
        const shared = this.keyOf(key);
        if (ttlMs === undefined) return this.link.commands.set(shared, value);
        return this.link.commands.set(shared, value, 'PX', Math.max(1, Math.ceil(ttlMs)));
      },
      () => this.own.set(key, value, ttlMs),
    );
  }

  async delete(key: string): Promise<void> {
    await this.own.delete(key);
    await this.shared(
      () => this.link.commands.del(this.keyOf(key)),
      async () => 0,
    );
  }

  increment(key: string, windowMs: number): Promise<Counter> {
    return this.shared(
      async () => {
        const [count, resetsInMs] = (await this.link.commands.eval(COUNT, 1, this.keyOf(key), windowMs)) as [
          number,
          number,
        ];
        this.own.note(key, { count, resetsInMs });
        return { count, resetsInMs };
      },
      () => this.own.increment(key, windowMs),
    );
  }

  lock(key: string, ttlMs: number): Promise<Lock | undefined> {
    const name = this.keyOf(key);
    const holder = randomUUID();
    return this.shared<Lock | undefined>(
      async () => {
        const taken = await this.link.commands.set(name, holder, 'PX', ttlMs, 'NX');
        return taken ? { release: () => this.release(name, holder) } : undefined;
      },
      async () => undefined,
    );
  }

  /** Where Redis is away the lock runs out by itself. */
  private async release(name: string, holder: string): Promise<void> {
    await this.shared<unknown>(
      () => this.link.commands.eval(RELEASE, 1, name, holder),
      async () => undefined,
    );
  }

  private keyOf(key: string): string {
    return this.link.key('store', key);
  }

  private async shared<T>(work: () => Promise<T>, alone: () => Promise<T>): Promise<T> {
    if (!this.link.isReady) return alone();
    try {
      return await work();
    } catch (error) {
      // The loss of the connection is told by the link.
      if (!this.link.isGone(error))
        this.logger.warn({ err: error }, 'Redis refused a command; this server goes on by itself');
      return alone();
    }
  }
}
