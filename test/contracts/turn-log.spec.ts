import { afterEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../src/common/clock.js';
import { newId } from '../../src/common/ids.js';
import type { LogFrame } from '../../src/common/log-frame.js';
import type { RedisLink } from '../../src/platform/redis/redis-link.js';
import { InProcessTurnLog } from '../../src/platform/turn-log/in-process-turn-log.js';
import { RedisTurnLog } from '../../src/platform/turn-log/redis-turn-log.js';
import type { TurnLog } from '../../src/platform/turn-log/turn-log.js';
import { describeOnRedis, OwnRedis, TestRedis, withRedis } from '../support/test-redis.js';

/** Where a turn runs and where it is read: one log, or those of two servers. */
interface Logs {
  runs: TurnLog;
  reads: TurnLog;
  close(): Promise<void>;
}

async function oneProcess(): Promise<Logs> {
  const log = new InProcessTurnLog();
  return { runs: log, reads: log, close: async () => undefined };
}

async function overRedis(redis = new TestRedis()): Promise<Logs & { redis: TestRedis; link: RedisLink }> {
  const [link, other] = [await redis.link(), await redis.link()];
  const clock = new SystemClock();
  return {
    redis,
    link,
    runs: new RedisTurnLog(link, clock),
    reads: new RedisTurnLog(other, clock),
    close: () => redis.close(),
  };
}

async function onOneOfTwo(): Promise<Logs> {
  const logs = await overRedis();
  return { ...logs, reads: logs.runs };
}

const ADAPTERS: [string, () => Promise<Logs>][] = [
  ['in process', oneProcess],
  ...withRedis<[string, () => Promise<Logs>]>(
    ['on Redis, read where it runs', onOneOfTwo],
    ['on Redis, read elsewhere', overRedis],
  ),
];

const place = { userId: newId(), sessionId: newId() };
const frames = (from: number, to: number, length = 3): LogFrame[] =>
  Array.from({ length: to - from }, (_, i) => ({ seq: from + i, data: `${from + i} é`.padEnd(length, 'x') }));
const never = new AbortController().signal;

/** What a reader gets until `last` came or the log has no more. */
async function read(log: TurnLog, turnId: string, after: number, last: number, each = () => undefined as unknown) {
  const seen: LogFrame[] = [];
  for await (const batch of log.follow(turnId, after, never) ?? []) {
    seen.push(...batch);
    await each();
    if (seen.at(-1)?.seq === last) break;
  }
  return seen;
}

describe.each(ADAPTERS)('TurnLog %s', (_, open) => {
  let logs: Logs;
  afterEach(() => logs.close());

  it('gives every frame once, whenever it was written and wherever the reader begins', async () => {
    logs = await open();
    const turnId = newId();
    logs.runs.open(turnId, place);
    const reading = [-1, 0, 7, 150].map((after) => read(logs.reads, turnId, after, 399));
    for (let from = 0; from < 400; from += 8) {
      logs.runs.append(turnId, frames(from, from + 8));
      if (from % 80 === 0) await pause(15);
    }
    reading.push(read(logs.reads, turnId, 300, 399));
    await pause(150);
    logs.runs.close(turnId);
    const whole = frames(0, 400);
    expect(await Promise.all(reading)).toEqual([-1, 0, 7, 150, 300].map((after) => whole.slice(after + 1)));
  });

  it('is live: a frame is read before the next one is written', async () => {
    logs = await open();
    const turnId = newId();
    logs.runs.open(turnId, place);
    logs.runs.append(turnId, frames(0, 1));
    let next = 1;
    const seen = await read(logs.reads, turnId, -1, 20, () => {
      // Only what was read makes another one be written.
      if (next <= 20) logs.runs.append(turnId, frames(next, ++next));
    });
    expect(seen).toEqual(frames(0, 21));
    logs.runs.close(turnId);
  });

  it('keeps turns apart', async () => {
    logs = await open();
    const [one, other] = [newId(), newId()];
    for (const turnId of [one, other]) logs.runs.open(turnId, place);
    const reading = [read(logs.reads, one, -1, 2), read(logs.reads, other, -1, 0)];
    logs.runs.append(one, frames(0, 3));
    logs.runs.append(other, frames(0, 1, 40));
    expect(await Promise.all(reading)).toEqual([frames(0, 3), frames(0, 1, 40)]);
    for (const turnId of [one, other]) logs.runs.close(turnId);
  });

  it('lets a reader leave while it waits', async () => {
    logs = await open();
    const turnId = newId();
    logs.runs.open(turnId, place);
    logs.runs.append(turnId, frames(0, 1));
    const leaving = new AbortController();
    const seen: LogFrame[] = [];
    for await (const batch of logs.reads.follow(turnId, -1, leaving.signal)!) {
      seen.push(...batch);
      setTimeout(() => leaving.abort(), 5);
    }
    expect(seen).toEqual(frames(0, 1));
  });
});

describeOnRedis('TurnLog on Redis', () => {
  let logs: Awaited<ReturnType<typeof overRedis>>;
  const ttl = (turnId: string) => logs.link.commands.ttl(logs.link.key('turn', turnId));
  const length = (turnId: string) => logs.link.commands.memory('USAGE', logs.link.key('turn', turnId));
  const begin = () => {
    const turnId = newId();
    logs.runs.open(turnId, place);
    return turnId;
  };
  afterEach(() => logs.close());

  it('ends with the turn, and keeps it for ten minutes and more', async () => {
    logs = await overRedis();
    const turnId = begin();
    logs.runs.append(turnId, frames(0, 3));
    const reading = read(logs.reads, turnId, -1, Infinity);
    await pause(200);
    logs.runs.append(turnId, frames(3, 5));
    logs.runs.close(turnId);
    expect(await reading).toEqual(frames(0, 5));
    expect(await read(logs.reads, turnId, 1, Infinity)).toEqual(frames(2, 5));
    expect(await ttl(turnId)).toBeGreaterThan(600);
    expect(await ttl(turnId)).toBeLessThan(1800);
  });

  it('keeps a long turn within its bound, and never skips what a reader has not seen', async () => {
    logs = await overRedis();
    const turnId = begin();
    for (let from = 0; from < 320; from += 8) {
      logs.runs.append(turnId, frames(from, from + 8, 60_000));
      await pause(2);
    }
    await read(logs.reads, turnId, 310, 319);
    expect(await length(turnId)).toBeLessThan(11 * 1024 * 1024);
    // The beginning is gone: such a reader gets nothing here and has the turn from the database.
    expect(await read(logs.reads, turnId, -1, 319)).toEqual([]);
    expect(await read(logs.reads, turnId, 250, 319)).toEqual(frames(251, 320, 60_000));
    logs.runs.close(turnId);
  });

  it('leaves out a frame that is too long, and readers stop before it', async () => {
    logs = await overRedis();
    const turnId = begin();
    const long = { seq: 2, data: 'x'.repeat(300_000) };
    logs.runs.append(turnId, [...frames(0, 2), long, ...frames(3, 5)]);
    expect(await read(logs.reads, turnId, -1, 4)).toEqual(frames(0, 2));
    expect(await read(logs.reads, turnId, 2, 4)).toEqual(frames(3, 5));
    logs.runs.close(turnId);
  });

  it.each([{ sessionId: place.sessionId }, {}])('forgets the turns of what is deleted: %j', async (which) => {
    logs = await overRedis();
    const [ended, running] = [begin(), begin()];
    const kept = newId();
    logs.runs.open(kept, { userId: newId(), sessionId: newId() });
    for (const turnId of [ended, running, kept]) logs.runs.append(turnId, frames(0, 3));
    for (const turnId of [ended, running, kept]) await read(logs.reads, turnId, -1, 2);
    logs.runs.close(ended);
    // Whoever deletes is seldom who runs the turn; both hear of it.
    for (const log of [logs.reads, logs.runs]) log.forget({ userId: place.userId, ...which });
    logs.runs.append(running, frames(3, 4));
    await pause(200);
    expect(await Promise.all([ended, running].map(ttl))).toEqual([-2, -2]);
    expect(await ttl(kept)).toBeGreaterThan(0);
  });

  it('costs Redis nothing for a turn that was over before anybody asked', async () => {
    logs = await overRedis();
    const turnId = begin();
    logs.runs.append(turnId, frames(0, 64));
    logs.runs.close(turnId);
    await pause(200);
    expect(await ttl(turnId)).toBe(-2);
  });
});

describeOnRedis('TurnLog on a Redis of its own', () => {
  let own: OwnRedis;
  let logs: Awaited<ReturnType<typeof overRedis>>;
  const start = async () => {
    own = await OwnRedis.start();
    logs = await overRedis(new TestRedis(own.url));
    const turnId = newId();
    logs.runs.open(turnId, place);
    logs.runs.append(turnId, frames(0, 3));
    await read(logs.reads, turnId, -1, 2);
    return turnId;
  };
  const back = async () => {
    while (!logs.link.isReady) await pause(20);
  };
  afterEach(async () => {
    own.goOn();
    await own.start();
    await logs.close();
    await own.kill();
  });

  it('goes on where the turn runs, and shares all of it again when Redis is back, empty', async () => {
    const turnId = await start();
    await own.kill();
    logs.runs.append(turnId, frames(3, 6));
    expect(await read(logs.runs, turnId, -1, 5)).toEqual(frames(0, 6));
    // Elsewhere there is nothing to be had for now, and no error.
    expect(await read(logs.reads, turnId, 2, 5)).toEqual([]);
    await pause(150);
    await own.start();
    await back();
    logs.runs.append(turnId, frames(6, 8));
    expect(await readAgain(turnId)).toEqual(frames(0, 8));
    logs.runs.close(turnId);
  });

  it('goes on when Redis hangs, and writes nothing twice afterwards', async () => {
    const turnId = await start();
    own.freeze();
    logs.runs.append(turnId, frames(3, 6));
    await pause(2500);
    expect(logs.link.isReady).toBe(false);
    own.goOn();
    await back();
    logs.runs.append(turnId, frames(6, 8));
    expect(await readAgain(turnId)).toEqual(frames(0, 8));
    logs.runs.close(turnId);
  });

  it('ends a stream once, however close together the last frames and the end come', async () => {
    await start();
    const entries = async (turnId: string) => logs.link.commands.xrange(logs.link.key('turn', turnId), '-', '+');
    const turnIds = Array.from({ length: 20 }, newId);
    for (const turnId of turnIds) logs.runs.open(turnId, place);
    for (const turnId of turnIds) logs.runs.append(turnId, frames(0, 3));
    await pause(130);
    for (const turnId of turnIds) logs.runs.append(turnId, frames(3, 5));
    // The end is due before what the frames before it are due for.
    await pause(20);
    for (const turnId of turnIds) logs.runs.close(turnId);
    await pause(50);
    // Of the whole server: that is why it is one of its own.
    const errors = () => logs.link.commands.info('errorstats');
    const before = await errors();
    await pause(200);
    expect(await errors()).toBe(before);
    for (const turnId of turnIds) {
      const found = await entries(turnId);
      expect(found.filter(([, fields]) => fields.includes('end'))).toHaveLength(1);
      expect(await read(logs.reads, turnId, -1, Infinity)).toEqual(frames(0, 5));
    }
  });

  /** As who follows a turn does: asks again from where it is. */
  async function readAgain(turnId: string): Promise<LogFrame[]> {
    const seen: LogFrame[] = [];
    while (seen.at(-1)?.seq !== 7) {
      seen.push(...(await read(logs.reads, turnId, seen.at(-1)?.seq ?? -1, 7)));
      await pause(20);
    }
    return seen;
  }
});

function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}
