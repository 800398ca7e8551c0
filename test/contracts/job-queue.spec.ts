import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AppError } from '../../src/common/app-error.js';
import { SystemClock } from '../../src/common/clock.js';
import { newId } from '../../src/common/ids.js';
import type { Database } from '../../src/platform/database/database.js';
import { DatabaseJobQueue } from '../../src/platform/queue/database-job-queue.js';
import type { JobQueue, JobStatus, RunningJob } from '../../src/platform/queue/job-queue.js';
import { BullDispatcher } from '../../src/platform/queue/bull-dispatcher.js';
import { testDatabases } from '../support/test-databases.js';
import { describeOnRedis, OwnRedis, TEST_REDIS_URL, TestRedis, withRedis } from '../support/test-redis.js';
import { waitUntil } from '../support/wait-until.js';
import { openTestDatabase, type TestDatabase } from './job-queue.fixtures.js';

const SETTINGS = { leaseMs: 600, attempts: 3, firstBackoffMs: 20 };

/** Every server looks into the table itself, or BullMQ hands the jobs out. */
const ADAPTERS = testDatabases().flatMap((dialect) => [
  { name: dialect, dialect, redis: undefined },
  ...withRedis({ name: `${dialect} with BullMQ`, dialect, redis: TEST_REDIS_URL }),
]);

describe.each(ADAPTERS)('JobQueue on $name', ({ dialect, redis: url }) => {
  let base: TestDatabase;
  let owner: { userId: string };
  let queues: JobQueue[];
  let redis: TestRedis | undefined;
  let dispatchers: BullDispatcher[];

  const newQueue = (database: Database = base.opened.database) => {
    const queue = new DatabaseJobQueue(database, new SystemClock(), SETTINGS, dispatchers.pop());
    queues.push(queue);
    return queue;
  };
  const ended = async (queue: JobQueue, id: string): Promise<JobStatus> => {
    for (;;) {
      const job = await queue.get(owner, id);
      if (job && !['queued', 'running'].includes(job.state)) return job;
      await pause(10);
    }
  };

  beforeEach(async () => {
    base = await openTestDatabase(dialect);
    owner = await base.newOwner();
    queues = [];
    redis = url ? new TestRedis(url) : undefined;
    dispatchers = [];
    // More than any of the tests has servers.
    for (let i = 0; redis && i < 3; i++) dispatchers.push(await BullDispatcher.open(await redis.link()));
  });
  afterEach(async () => {
    await Promise.all([...queues, ...dispatchers].map((one) => one.stop()));
    await redis?.close();
    await base.drop();
  });

  it('runs a job once and keeps what it reported', async () => {
    const queue = newQueue();
    const seen: RunningJob[] = [];
    queue.process('count', {
      run: async (job) => {
        seen.push(job);
        await job.progress({ done: 2 });
        await job.progress({ done: 1, failed: 1, errors: [{ line: 4, code: 'no_text', error: 'empty' }] });
      },
    });
    const id = await queue.enqueue(owner, { kind: 'count', payload: { a: [1] }, total: 4 });
    const job = await ended(queue, id);
    expect(job).toMatchObject({ kind: 'count', state: 'done', total: 4, done: 3, failed: 1 });
    expect(job.errors).toEqual([{ line: 4, code: 'no_text', error: 'empty' }]);
    expect(job.finishedAt).not.toBeNull();
    expect(seen.map(({ payload, attempt, owner: whose }) => ({ payload, attempt, whose }))).toEqual([
      { payload: { a: [1] }, attempt: 1, whose: owner },
    ]);
  });

  it('takes part in the transaction it is enqueued in', async () => {
    const queue = newQueue();
    let runs = 0;
    queue.process('part', { run: async () => void runs++ });
    const ids: string[] = [];
    const { database } = base.opened;
    const failing = database.write(async () => {
      ids.push(await queue.enqueue(owner, { kind: 'part', payload: null }));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const kept = await database.write(async () => {
      const id = await queue.enqueue(owner, { kind: 'part', payload: null });
      await pause(50);
      expect(runs).toBe(0);
      return id;
    });
    expect(await ended(queue, kept)).toMatchObject({ state: 'done' });
    expect(await queue.get(owner, ids[0]!)).toBeUndefined();
    expect(runs).toBe(1);
  });

  it('shares a hundred jobs among servers, each done once', async () => {
    const runs = new Map<string, number>();
    const run = async (job: RunningJob) => void runs.set(job.id, (runs.get(job.id) ?? 0) + 1);
    const all = [newQueue(), newQueue(), newQueue()];
    const ids = await Promise.all(
      Array.from({ length: 100 }, () => all[0]!.enqueue(owner, { kind: 'many', payload: 0 })),
    );
    for (const queue of all) queue.process('many', { run, concurrency: 4 });
    for (const id of ids) await ended(all[0]!, id);
    expect([...runs.values()]).toEqual(Array<number>(100).fill(1));
  });

  it('keeps to its number of jobs at once', async () => {
    const queue = newQueue();
    let now = 0;
    let most = 0;
    const run = async () => {
      most = Math.max(most, ++now);
      await pause(15);
      now--;
    };
    queue.process('narrow', { run, concurrency: 2 });
    const ids = await Promise.all(
      Array.from({ length: 8 }, () => queue.enqueue(owner, { kind: 'narrow', payload: 0 })),
    );
    for (const id of ids) await ended(queue, id);
    expect(most).toBe(2);
  });

  it('tries again after a failure and gives up in the end', async () => {
    const queue = newQueue();
    const attempts: number[] = [];
    const givenUp: unknown[] = [];
    queue.process('flaky', {
      run: async ({ attempt, isLast, payload }) => {
        attempts.push(attempt);
        expect(isLast).toBe(attempt === 3);
        if (attempt <= (payload as number)) throw new AppError('parse_failed', 'broken');
      },
      giveUp: async ({ payload }) => void givenUp.push(payload),
    });
    const good = await ended(queue, await queue.enqueue(owner, { kind: 'flaky', payload: 2 }));
    expect(good.state).toBe('done');
    expect(attempts).toEqual([1, 2, 3]);
    expect(givenUp).toEqual([]);
    const bad = await ended(queue, await queue.enqueue(owner, { kind: 'flaky', payload: 9 }));
    expect(bad).toMatchObject({ state: 'failed', errors: [{ code: 'parse_failed', error: 'broken' }] });
    expect(givenUp).toEqual([9]);
  });

  it('takes over from a server that died, and the dead one cannot write any more', async () => {
    const dead = newQueue();
    const id = await seize(dead);
    await base.opened.database.batch([
      // Whoever holds it gives no sign of life any more.
      {
        sql: 'UPDATE jobs SET lease_until = ?, lease_owner = ? WHERE id = ?',
        params: [new Date().toISOString(), newId(), id],
      },
    ]);
    const alive = newQueue();
    alive.process('long', { run: async (job) => job.progress({ done: 10 }) });
    expect(await ended(alive, id)).toMatchObject({ state: 'done', done: 10 });
    await expect(stolen!.progress({ done: 1 })).rejects.toThrow();
    expect((await alive.get(owner, id))!.done).toBe(10);
  });

  it('keeps its lease while it works longer than the lease', async () => {
    const queue = newQueue();
    const other = newQueue();
    let runs = 0;
    const run = async () => {
      runs++;
      await pause(SETTINGS.leaseMs * 2);
    };
    queue.process('slow', { run });
    other.process('slow', { run });
    await ended(queue, await queue.enqueue(owner, { kind: 'slow', payload: 0 }));
    expect(runs).toBe(1);
  });

  it('does not take a job again that runs here, although its lease ran out', async () => {
    const queue = newQueue();
    const runs: unknown[] = [];
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    const run = async ({ payload, signal }: RunningJob) => {
      runs.push(payload);
      signal.addEventListener('abort', release);
      if (payload === 'stalled') await released;
    };
    queue.process('stall', { run, concurrency: 3 });
    const id = await queue.enqueue(owner, { kind: 'stall', payload: 'stalled' });
    await waitUntil('it runs', 5000, async () => runs.length || undefined);
    const expire = { sql: 'UPDATE jobs SET lease_until = ? WHERE id = ?', params: [new Date().toISOString(), id] };
    // Longer than any pause between two looks.
    for (const until = performance.now() + 2500; performance.now() < until; await pause(10))
      await base.opened.database.batch([expire]);
    expect(runs).toEqual(['stalled']);
    await ended(queue, await queue.enqueue(owner, { kind: 'stall', payload: 'next' }));
    release();
    expect(await ended(queue, id)).toMatchObject({ state: 'done' });
    expect(runs).toEqual(['stalled', 'next']);
  });

  it('holds each run by a lease of its own', async () => {
    const queue = newQueue();
    const holders: string[] = [];
    const sql = 'SELECT lease_owner FROM jobs WHERE id = ?';
    queue.process('held', {
      run: async ({ id }) => {
        const [row] = await base.opened.database.rows<{ lease_owner: string }>(sql, [id]);
        holders.push(row!.lease_owner);
      },
    });
    for (const payload of [1, 2]) await ended(queue, await queue.enqueue(owner, { kind: 'held', payload }));
    expect(new Set(holders).size).toBe(2);
  });

  it('runs every job soon after the database has refused for a moment', async () => {
    const moody = refusing(base.opened.database);
    const [taking, working] = [newQueue(), newQueue(moody.database)];
    const runs: unknown[] = [];
    working.process('patient', { concurrency: 2, run: async ({ payload }) => void runs.push(payload) });
    await pause(100);
    moody.refuses = true;
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push(await taking.enqueue(owner, { kind: 'patient', payload: i }));
    await waitUntil('some were asked for', 5000, async () => moody.refused > 1 || undefined);
    await pause(500);
    moody.refuses = false;
    await waitUntil('all have run', 5000, async () => runs.length >= ids.length || undefined);
    for (const id of ids) expect(await ended(taking, id)).toMatchObject({ state: 'done' });
    expect(runs.sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('gives up a job that kills its process every time', async () => {
    const queue = newQueue();
    const id = await queue.enqueue(owner, { kind: 'deadly', payload: 'x' });
    await base.opened.database.batch([{ sql: 'UPDATE jobs SET attempts = 3 WHERE id = ?', params: [id] }]);
    const givenUp: unknown[] = [];
    let runs = 0;
    queue.process('deadly', {
      run: async () => void runs++,
      giveUp: async ({ payload }) => void givenUp.push(payload),
    });
    expect(await ended(queue, id)).toMatchObject({ state: 'failed' });
    expect([runs, givenUp]).toEqual([0, ['x']]);
  });

  it('cancels a waiting and a running job', async () => {
    const queue = newQueue();
    const waiting = await queue.enqueue(owner, { kind: 'nobody', payload: 0 });
    expect(await queue.cancel(owner, waiting)).toBe(true);
    expect(await queue.cancel(owner, waiting)).toBe(false);
    const running = await seize(queue);
    expect(await queue.cancel(owner, running)).toBe(true);
    await aborted;
    expect(await queue.get(owner, running)).toMatchObject({ state: 'cancelled' });
  });

  it('hands running jobs back when it stops', async () => {
    const first = newQueue();
    const id = await seize(first);
    await first.stop();
    expect(await first.get(owner, id)).toMatchObject({ state: 'queued' });
    const attempts: number[] = [];
    const second = newQueue();
    second.process('long', { run: async ({ attempt }) => void attempts.push(attempt) });
    await ended(second, id);
    expect(attempts).toEqual([1]);
  });

  it('does not let one account with many jobs hold up another', async () => {
    const queue = newQueue();
    const other = await base.newOwner();
    for (let i = 0; i < 20; i++) await queue.enqueue(owner, { kind: 'fair', payload: 'many' });
    await queue.enqueue(other, { kind: 'fair', payload: 'one' });
    const order: unknown[] = [];
    await new Promise<void>((done) => {
      queue.process('fair', {
        concurrency: 2,
        run: async ({ payload }) => {
          order.push(payload);
          await pause(5);
          if (order.length === 21) done();
        },
      });
    });
    expect(order.indexOf('one')).toBeLessThan(3);
  });

  it('takes the jobs of a kind by priority', async () => {
    const queue = newQueue();
    const priorities = ['last', 'normal', 'first', undefined, 'first'] as const;
    for (const priority of priorities)
      await queue.enqueue(owner, { kind: 'urgent', payload: priority ?? 'normal', priority });
    const order: unknown[] = [];
    await new Promise<void>((done) => {
      queue.process('urgent', {
        run: async ({ payload }) => {
          order.push(payload);
          if (order.length === priorities.length) done();
        },
      });
    });
    expect(order).toEqual(['first', 'first', 'normal', 'normal', 'last']);
  });

  it('keeps one waiting job of a unique kind, after its delay', async () => {
    const queue = newQueue();
    const unique = { kind: 'tidy', payload: 0, unique: true, delay: 60 };
    const [first] = [await queue.enqueue(owner, unique), await queue.enqueue(owner, unique)];
    const rows = await base.opened.database.rows("SELECT id FROM jobs WHERE kind = 'tidy'");
    expect(rows).toEqual([{ id: first }]);
  });

  it('shows no job of another account', async () => {
    const queue = newQueue();
    const id = await queue.enqueue(owner, { kind: 'nobody', payload: 0 });
    const other = await base.newOwner();
    expect(await queue.get(other, id)).toBeUndefined();
    expect(await queue.get(owner, newId())).toBeUndefined();
    expect(await queue.cancel(other, id)).toBe(false);
  });

  let stolen: RunningJob | undefined;
  let aborted: Promise<void>;
  /** Starts a job that runs until it is aborted. */
  function seize(queue: JobQueue): Promise<string> {
    return new Promise((resolve) => {
      queue.process('long', {
        run: async (job) => {
          stolen = job;
          aborted = new Promise((done) => job.signal.addEventListener('abort', () => done()));
          resolve(job.id);
          await aborted;
          throw job.signal.reason as Error;
        },
      });
      void queue.enqueue(owner, { kind: 'long', payload: null });
    });
  }
});

describeOnRedis('JobQueue handed out by BullMQ', () => {
  let base: TestDatabase;
  let own: OwnRedis;
  let redis: TestRedis;
  let owner: { userId: string };
  const queues: JobQueue[] = [];
  beforeEach(async () => {
    base = await openTestDatabase('sqlite');
    own = await OwnRedis.start();
    redis = new TestRedis(own.url);
    owner = await base.newOwner();
  });
  afterEach(async () => {
    await Promise.all(queues.splice(0).map((queue) => queue.stop()));
    await redis.close();
    await own.kill();
    await base.drop();
  });
  const newQueue = async () => {
    const dispatcher = await BullDispatcher.open(await redis.link());
    await waitUntil('the dispatcher is there', 5000, async () => dispatcher.isThere || undefined);
    const queue = new DatabaseJobQueue(base.opened.database, new SystemClock(), SETTINGS, dispatcher);
    queues.push(queue);
    return queue;
  };
  const done = (queue: JobQueue, id: string) =>
    waitUntil('the job is done', 10_000, async () =>
      (await queue.get(owner, id))?.state === 'done' ? true : undefined,
    );

  it('runs what another server took in at once', async () => {
    const [taking, working] = [await newQueue(), await newQueue()];
    let asked = 0;
    const waits: number[] = [];
    working.process('swift', { run: async () => void waits.push(performance.now() - asked) });
    await pause(1500);
    for (let i = 0; i < 5; i++) {
      asked = performance.now();
      await done(working, await taking.enqueue(owner, { kind: 'swift', payload: i }));
    }
    // Looking alone would find most of them only after a good part of a second.
    expect(waits.sort((a, b) => a - b)[2]).toBeLessThan(300);
  });

  it('keeps the last token of a job that was given up among the failed', async () => {
    const queue = await newQueue();
    queue.process('hopeless', { run: async () => Promise.reject(new AppError('parse_failed', 'broken')) });
    const id = await queue.enqueue(owner, { kind: 'hopeless', payload: 0 });
    const { commands } = await redis.link();
    const letters = await waitUntil('there is a dead letter', 5000, async () => {
      const failed = await commands.zrange(`${redis.prefix}:bull:hopeless:failed`, 0, -1);
      return failed.length ? failed : undefined;
    });
    expect(letters).toEqual([`${id}-2`]);
    const why = await commands.hget(`${redis.prefix}:bull:hopeless:${id}-2`, 'failedReason');
    expect(why).toBe('parse_failed: broken');
    expect(await queue.get(owner, id)).toMatchObject({ state: 'failed' });
  });

  it('goes on while Redis is gone, and loses no job that waited in it', async () => {
    const queue = await newQueue();
    const runs: unknown[] = [];
    const handler = { run: async ({ payload }: RunningJob) => void runs.push(payload) };
    const waiting = await queue.enqueue(owner, { kind: 'hardy', payload: 'before', delay: 700 });
    await own.kill();
    queue.process('hardy', handler);
    await done(queue, await queue.enqueue(owner, { kind: 'hardy', payload: 'meanwhile' }));
    await own.start();
    await done(queue, waiting);
    await done(queue, await queue.enqueue(owner, { kind: 'hardy', payload: 'after' }));
    expect(runs.sort()).toEqual(['after', 'before', 'meanwhile']);
  });
});

/** A database that answers no read and no write while it refuses. */
function refusing(real: Database) {
  const moody = { refuses: false, refused: 0, database: Object.create(real) as Database };
  const orRefuse = (ask: (...args: never[]) => Promise<unknown>) =>
    async function (...args: never[]) {
      if (!moody.refuses) return ask.apply(real, args);
      moody.refused += 1;
      throw new Error('the database system is shutting down');
    };
  return Object.assign(moody, {
    database: Object.assign(moody.database, { rows: orRefuse(real.rows), batch: orRefuse(real.batch) }),
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}
