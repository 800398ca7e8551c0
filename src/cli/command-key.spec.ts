import { describe, expect, it } from '@jest/globals';
import { CommandKey, KEY_LIVES_MS } from './command-key.js';

describe('the key of a command', () => {
  it('never runs out while the work goes on, and leaves none behind', async () => {
    let now = 0;
    const alive = new Map<string, number>();
    let made = 0;
    const key = new CommandKey({
      make: async () => {
        const id = `key ${++made}`;
        alive.set(id, now + KEY_LIVES_MS);
        return { id, key: id };
      },
      remove: async (id) => void alive.delete(id),
      now: () => now,
    });
    for (; now < 5 * KEY_LIVES_MS; now += KEY_LIVES_MS / 8) {
      const current = await key.current();
      // A request may take a while.
      expect(alive.get(current)! - now).toBeGreaterThanOrEqual(KEY_LIVES_MS / 2);
      expect(alive.size).toBeLessThanOrEqual(2);
    }
    expect(made).toBeLessThan(12);
    await key.end();
    expect([...alive]).toEqual([]);
  });
});
