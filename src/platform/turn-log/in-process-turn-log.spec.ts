import { describe, expect, it } from '@jest/globals';
import type { LogFrame } from '../../common/log-frame.js';
import { InProcessTurnLog } from './in-process-turn-log.js';

const frames = (from: number, to: number, data = 'x'): LogFrame[] =>
  Array.from({ length: to - from }, (_, i) => ({ seq: from + i, data }));

function begun(turnId = 't') {
  const log = new InProcessTurnLog();
  log.open(turnId);
  const leaving = new AbortController();
  const follow = (after = -1) => log.follow(turnId, after, leaving.signal)!;
  return { log, follow, leaving };
}

async function read(source: AsyncIterable<readonly LogFrame[]>): Promise<number[]> {
  const seen: number[] = [];
  for await (const batch of source) seen.push(...batch.map(({ seq }) => seq));
  return seen;
}

describe('InProcessTurnLog', () => {
  it('gives each follower every frame after its place once, whenever it came', async () => {
    const { log, follow } = begun();
    log.append('t', frames(0, 3));
    const early = read(follow());
    const later = read(follow(1));
    await new Promise((resume) => setImmediate(resume));
    log.append('t', frames(3, 200));
    log.close('t');
    expect(await early).toEqual(Array.from({ length: 200 }, (_, i) => i));
    expect(await later).toEqual(Array.from({ length: 198 }, (_, i) => i + 2));
    expect(log.follow('t', -1, new AbortController().signal)).toBeUndefined();
  });

  it('bounds a batch by frames and by length, but gives one frame at least', async () => {
    const { log, follow } = begun();
    const reading = follow();
    const long = [...frames(100, 110, 'x'.repeat(40_000)), ...frames(110, 112, 'x'.repeat(500_000))];
    log.append('t', [...frames(0, 100), ...long]);
    log.close('t');
    const lengths: number[] = [];
    for await (const batch of reading) lengths.push(batch.length);
    expect(lengths).toEqual([64, 38, 2, 2, 2, 2, 1, 1]);
  });

  it('lets a follower leave while it waits', async () => {
    const { log, follow, leaving } = begun();
    log.append('t', frames(0, 1));
    const reading = read(follow());
    await new Promise((resume) => setImmediate(resume));
    leaving.abort();
    expect(await reading).toEqual([0]);
  });
});
