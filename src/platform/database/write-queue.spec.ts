import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DatabaseConfig } from '../../config/database.config.js';
import { SCHEMA } from '../../schema.js';
import { type OpenedDatabase, openDatabase } from './open-database.js';
import { connectionOf } from './sqlite-database.js';
import { WriteQueue } from './write-queue.js';

const insert = (key: string) => ({
  sql: "INSERT INTO instance_facts (key, value, created_at) VALUES (?, '', '')",
  params: [key],
});

describe('writes whose commits are synced apart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rai-writes-'));
  let opened: OpenedDatabase;
  let queue: WriteQueue;
  /** Of each sync that was asked for: lets it end. */
  let syncs: { done: () => void; fail: (error: Error) => void }[];
  const told: string[] = [];
  const tell = (name: string) => (outcome: unknown) =>
    void told.push(outcome instanceof Error ? `${name}: ${outcome.message}` : name);
  const turnOfTheLoop = async () => {
    for (let i = 0; i < 5; i++) await new Promise((resume) => setImmediate(resume));
  };
  const keys = async () =>
    (await opened.database.rows<{ key: string }>('SELECT key FROM instance_facts ORDER BY key')).map(({ key }) => key);

  beforeEach(async () => {
    const config = { dialect: 'sqlite', sqlitePath: join(folder, `${Math.random()}.sqlite`), poolSize: 2 };
    opened = await openDatabase(config as DatabaseConfig, SCHEMA);
    syncs = [];
    told.length = 0;
    queue = new WriteQueue(opened.dataSource, connectionOf(opened.dataSource), {
      sync: () => new Promise((done, fail) => syncs.push({ done, fail })),
    });
  });
  afterEach(async () => {
    await opened.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are acknowledged once they are on the disk, and what comes meanwhile shares the next commit', async () => {
    void queue.batch([insert('a')]).then(tell('a'));
    await turnOfTheLoop();
    expect(syncs).toHaveLength(1);
    for (const key of ['b', 'c']) void queue.batch([insert(key)]).then(tell(key));
    await turnOfTheLoop();
    expect([told, await keys(), queue.isSettled]).toEqual([[], ['a'], true]);
    syncs[0]!.done();
    await turnOfTheLoop();
    expect([told, await keys()]).toEqual([['a'], ['a', 'b', 'c']]);
    expect(syncs).toHaveLength(2);
    syncs[1]!.done();
    await turnOfTheLoop();
    expect(told).toEqual(['a', 'b', 'c']);
  });

  it('tell that they are committed before they are synced, each whoever wrote it', async () => {
    const request = new AsyncLocalStorage<string>();
    for (const name of ['a', 'b'])
      void request.run(name, () =>
        queue.batch([insert(name)], () => void told.push(`${name} in ${request.getStore()}`)),
      );
    await turnOfTheLoop();
    expect(told).toEqual(['a in a', 'b in b']);
    syncs[0]!.done();
  });

  it('are so in transactions too, and those after them wait', async () => {
    void queue.transaction((manager) => manager.query(insert('a').sql, ['a'])).then(tell('a'));
    void queue.batch([insert('b')]).then(tell('b'));
    await turnOfTheLoop();
    expect([told, await keys(), queue.isSettled]).toEqual([[], ['a'], true]);
    syncs[0]!.done();
    await turnOfTheLoop();
    syncs[1]!.done();
    await turnOfTheLoop();
    expect(told).toEqual(['a', 'b']);
  });

  it('are answered with the fault of the disk, and the queue goes on', async () => {
    void queue.batch([insert('a')]).catch(tell('a'));
    void queue.transaction((manager) => manager.query(insert('b').sql, ['b'])).catch(tell('b'));
    void queue.batch([insert('c')]).then(tell('c'));
    await turnOfTheLoop();
    syncs[0]!.fail(new Error('no disk'));
    await turnOfTheLoop();
    syncs[1]!.fail(new Error('no disk either'));
    await turnOfTheLoop();
    syncs[2]!.done();
    await turnOfTheLoop();
    expect(told).toEqual(['a: no disk', 'b: no disk either', 'c']);
  });
});
