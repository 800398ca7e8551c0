import { describe, expect, it } from '@jest/globals';
import { LONGEST_FRAME_MS, Pace } from './pace.js';

/** The frame after `ms` of so many pieces a second, told in equal steps. */
function frameAt(perSecond: number, ms = 1000, pace = new Pace(), from = performance.now()): number {
  const steps = (perSecond * ms) / 1000;
  for (let i = 1; i <= steps; i++) pace.count(from + (i * ms) / steps);
  return pace.frameMs;
}

describe('Pace', () => {
  it('leaves nobody alone while little comes in, longer with more, and never longer than the longest', () => {
    expect(frameAt(20)).toBe(0);
    expect(frameAt(500)).toBe(0);
    const some = frameAt(1500);
    const more = frameAt(3000);
    expect(some).toBeGreaterThan(0);
    expect(more).toBeGreaterThan(some);
    expect(more).toBeLessThan(LONGEST_FRAME_MS);
    expect(frameAt(100_000)).toBe(LONGEST_FRAME_MS);
  });

  it('forgets the load of before with the first pieces after it', () => {
    const pace = new Pace();
    const now = performance.now();
    frameAt(10_000, 1000, pace, now);
    expect(pace.frameMs).toBe(LONGEST_FRAME_MS);
    pace.count(now + 61_000);
    expect(pace.frameMs).toBe(0);
  });

  it('lets each go on once, not before its time, and those whose time has come in their order', async () => {
    const pace = new Pace();
    const began = performance.now();
    const seen: [string, number][] = [];
    const waiting = (name: string) => ({ goOn: () => void seen.push([name, performance.now() - began]) });
    await new Promise<void>((resolve) => {
      pace.wait({ goOn: resolve }, began + 60);
      pace.wait(waiting('late'), began + 40);
      pace.wait(waiting('early'), began + 12);
      pace.wait(waiting('early too'), began + 12);
      pace.wait({ goOn: () => pace.wait(waiting('again'), began + 14) }, began + 13);
      pace.soon(waiting('soon'));
    });
    expect(seen.map(([name]) => name)).toEqual(['soon', 'early', 'early too', 'again', 'late']);
    const due: Record<string, number> = { soon: 0, early: 12, 'early too': 12, again: 14, late: 40 };
    for (const [name, at] of seen) expect(at).toBeGreaterThanOrEqual(due[name]!);
  });
});
