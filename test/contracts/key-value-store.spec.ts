import { afterEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../src/common/clock.js';
import type { KeyValueStore } from '../../src/platform/store/key-value-store.js';
import { MemoryKeyValueStore } from '../../src/platform/store/memory-key-value-store.js';
import { RedisKeyValueStore } from '../../src/platform/store/redis-key-value-store.js';
import { ManualClock } from '../support/manual-clock.js';
import { describeOnRedis, OwnRedis, TestRedis, withRedis } from '../support/test-redis.js';

/** The store as one server sees it and as another does; the same where there is only one. */
interface Stores {
  store: KeyValueStore;
  other: KeyValueStore;
  advance(ms: number): Promise<unknown>;
  /** How much of a time may be gone by itself. Milliseconds. */
  slack: number;
  close(): Promise<void>;
}

async function inProcess(): Promise<Stores> {
  const clock = new ManualClock();
  const store = new MemoryKeyValueStore(clock);
  const close = async () => store.onModuleDestroy();
  return { store, other: store, advance: (ms) => clock.advance(ms), slack: 0, close };
}

async function onRedis(redis = new TestRedis()): Promise<Stores> {
  const open = async () => new RedisKeyValueStore(await redis.link(), new MemoryKeyValueStore(new SystemClock()));
  const [store, other] = [await open(), await open()];
  const close = async () => {
    for (const one of [store, other]) one.onModuleDestroy();
    await redis.close();
  };
  return { store, other, advance: (ms) => pause(ms + 20), slack: 250, close };
}

const ADAPTERS: [string, () => Promise<Stores>][] = [
  ['in process', inProcess],
  ...withRedis<[string, () => Promise<Stores>]>(['on Redis, two servers', onRedis]),
];

describe.each(ADAPTERS)('KeyValueStore %s', (_, open) => {
  let stores: Stores;
  afterEach(() => stores.close());
  const expectCounter = (got: { count: number; resetsInMs: number }, count: number, resetsInMs: number) => {
    expect(got.count).toBe(count);
    expect(got.resetsInMs).toBeLessThanOrEqual(resetsInMs);
    expect(got.resetsInMs).toBeGreaterThanOrEqual(resetsInMs - stores.slack);
  };

  it('keeps values until their time or until deleted', async () => {
    const { store, other, advance } = (stores = await open());
    await store.set('a', '1');
    await store.set('b', '2', 1000);
    expect([await other.get('a'), await other.get('b'), await other.get('c')]).toEqual(['1', '2', undefined]);
    await advance(1000);
    expect([await store.get('a'), await store.get('b')]).toEqual(['1', undefined]);
    await other.delete('a');
    expect(await store.get('a')).toBeUndefined();
  });

  it('counts in windows that do not slide', async () => {
    const { store, other, advance } = (stores = await open());
    expectCounter(await store.increment('n', 1000), 1, 1000);
    await advance(600);
    expectCounter(await other.increment('n', 1000), 2, 400);
    expect(await store.get('n')).toBe('2');
    await advance(400);
    expectCounter(await store.increment('n', 1000), 1, 1000);
  });

  it('counts every one of many at once', async () => {
    const { store, other } = (stores = await open());
    const counts = await Promise.all(
      Array.from({ length: 50 }, (_, i) => (i % 2 ? store : other).increment('n', 10_000)),
    );
    expect(counts.map(({ count }) => count).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });

  it('gives a lock to one at a time', async () => {
    const { store, other } = (stores = await open());
    const taken = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? store : other).lock('l', 10_000)));
    expect(taken.filter((lock) => lock !== undefined)).toHaveLength(1);
    await taken.find((lock) => lock !== undefined)?.release();
    expect(await other.lock('l', 1000)).toBeDefined();
  });

  it('lets a lock run out, and does not let its late holder release the next one’s', async () => {
    const { store, other, advance } = (stores = await open());
    const late = await store.lock('l', 1000);
    await advance(1000);
    expect(await other.lock('l', 10_000)).toBeDefined();
    await late?.release();
    expect(await store.lock('l', 1000)).toBeUndefined();
  });
});

describeOnRedis('KeyValueStore on a Redis that dies', () => {
  let own: OwnRedis;
  let stores: Stores;
  afterEach(async () => {
    await stores.close();
    await own.kill();
  });

  it('goes on alone from the last counts, gives no lock, and is shared again when Redis is back', async () => {
    own = await OwnRedis.start();
    const { store, other } = (stores = await onRedis(new TestRedis(own.url)));
    for (let i = 0; i < 3; i++) await store.increment('n', 60_000);
    await store.set('a', '1', 60_000);
    await own.kill();
    expect((await store.increment('n', 60_000)).count).toBe(4);
    expect((await other.increment('n', 60_000)).count).toBe(1);
    expect(await store.get('a')).toBe('1');
    expect(await store.lock('l', 1000)).toBeUndefined();
    await own.start();
    for (let waited = 0; !(await other.lock(`l${waited}`, 1000)); waited += 50) {
      expect(waited).toBeLessThan(10_000);
      await pause(50);
    }
    await store.set('b', '2');
    while ((await other.get('b')) !== '2') await pause(20);
  });
});

function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}
