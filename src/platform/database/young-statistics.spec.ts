import { describe, expect, it } from '@jest/globals';
import { YoungStatistics } from './young-statistics.js';

function counted() {
  const state = { collected: 0, finish: (): void => undefined };
  const statistics = new YoungStatistics(() => {
    state.collected++;
    return new Promise<void>((resolve) => (state.finish = resolve));
  });
  return { state, statistics };
}

describe('YoungStatistics', () => {
  it('collects after twice as many rows each time, and in the end no more', async () => {
    const { state, statistics } = counted();
    const at: number[] = [];
    for (let rows = 0; rows < 1_000_000; rows += 1000) {
      const before = state.collected;
      statistics.wrote(1000);
      if (state.collected > before) at.push(rows + 1000);
      state.finish();
      await Promise.resolve();
      await Promise.resolve();
    }
    expect(at).toEqual([2000, 6000, 14_000, 30_000, 62_000, 126_000, 254_000]);
  });

  it('does not begin again while it collects, but then, where enough came meanwhile', async () => {
    const { state, statistics } = counted();
    statistics.wrote(2000);
    statistics.wrote(50_000);
    expect(state.collected).toBe(1);
    state.finish();
    await new Promise((resume) => setImmediate(resume));
    expect(state.collected).toBe(2);
  });
});
