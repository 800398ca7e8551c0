import { describe, expect, it } from '@jest/globals';
import { MemoryKeyValueStore } from '../../src/platform/store/memory-key-value-store.js';
import { ManualClock } from '../support/manual-clock.js';

/** One suite for every adapter of the port; each is driven by a clock of its own. */
const ADAPTERS = [['in-process', () => make((clock) => new MemoryKeyValueStore(clock))]] as const;

function make<T>(create: (clock: ManualClock) => T) {
  const clock = new ManualClock();
  return { clock, store: create(clock) };
}

describe.each(ADAPTERS)('key-value store, %s', (_, open) => {
  it('keeps values until their time or until deleted', async () => {
    const { clock, store } = open();
    await store.set('a', '1');
    await store.set('b', '2', 1000);
    expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual(['1', '2', undefined]);
    await clock.advance(1000);
    expect([await store.get('a'), await store.get('b')]).toEqual(['1', undefined]);
    await store.delete('a');
    expect(await store.get('a')).toBeUndefined();
  });

  it('counts in windows that do not slide', async () => {
    const { clock, store } = open();
    expect(await store.increment('n', 1000)).toEqual({ count: 1, resetsInMs: 1000 });
    await clock.advance(600);
    expect(await store.increment('n', 1000)).toEqual({ count: 2, resetsInMs: 400 });
    await clock.advance(400);
    expect(await store.increment('n', 1000)).toEqual({ count: 1, resetsInMs: 1000 });
  });

  it('gives a lock to one at a time', async () => {
    const { store } = open();
    const taken = await Promise.all(Array.from({ length: 20 }, () => store.lock('l', 1000)));
    expect(taken.filter((lock) => lock !== undefined)).toHaveLength(1);
    await taken.find((lock) => lock !== undefined)?.release();
    expect(await store.lock('l', 1000)).toBeDefined();
  });

  it('lets a lock run out, and does not let its late holder release the next one’s', async () => {
    const { clock, store } = open();
    const late = await store.lock('l', 1000);
    await clock.advance(1000);
    expect(await store.lock('l', 1000)).toBeDefined();
    await late?.release();
    expect(await store.lock('l', 1000)).toBeUndefined();
  });
});
