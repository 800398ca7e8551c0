import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DatabaseConfig } from '../../../src/config/database.config.js';
import { toAppError } from '../../../src/http/errors/to-app-error.js';
import { type OpenedDatabase, openDatabase } from '../../../src/platform/database/open-database.js';
import { connectionOf } from '../../../src/platform/database/sqlite-database.js';
import { SCHEMA } from '../../../src/schema.js';

const write = (key: string, length: number) => ({
  sql: "INSERT INTO instance_facts (key, value, created_at) VALUES (?, ?, '')",
  params: [key, 'x'.repeat(length)],
});

/** SQLite says SQLITE_FULL for a full disk and for its own limit of pages alike, and at the same places. */
describe('a disk without room for the database', () => {
  let opened: OpenedDatabase;
  let setRoom: (pages: number | 'all') => void;
  beforeEach(async () => {
    opened = await openDatabase({ dialect: 'sqlite' } as DatabaseConfig, SCHEMA);
    const connection = connectionOf(opened.dataSource);
    setRoom = (pages) => {
      const used = connection.pragma('page_count', { simple: true }) as number;
      connection.pragma(`max_page_count = ${pages === 'all' ? 1_000_000 : used + pages}`);
    };
  });
  afterEach(() => opened.close());

  const keys = async () =>
    (await opened.database.rows<{ key: string }>('SELECT key FROM instance_facts')).map((row) => row.key);
  // A copy: errors of native modules are not of the realm the tests run in.
  const codeOf = (error: unknown) =>
    toAppError(Object.assign(new Error(), { code: (error as { code: string }).code })).code;

  it('refuses what does not fit with a code, keeps the rest, and goes on when there is room', async () => {
    const { database } = opened;
    await database.batch([write('before', 10)]);
    setRoom(2);
    expect(await database.batch([write('large', 200_000)]).catch(codeOf)).toBe('storage_full');
    const all = database.write(async (manager) => {
      await database.batch([write('part', 10)]);
      await manager.query("UPDATE instance_facts SET value = 'changed' WHERE key = 'before'");
      await database.batch([write('rest', 200_000)]);
    });
    expect(await all.catch(codeOf)).toBe('storage_full');
    expect(await keys()).toEqual(['before']);
    expect(await database.rows("SELECT value FROM instance_facts WHERE key = 'before'")).toEqual([
      { value: 'x'.repeat(10) },
    ]);
    setRoom('all');
    await database.batch([write('large', 200_000)]);
    expect((await keys()).sort()).toEqual(['before', 'large']);
  });

  it('lets those that fit pass though they share a commit with one that does not', async () => {
    const { database } = opened;
    setRoom(4);
    const outcomes = await Promise.allSettled([
      database.batch([write('small-1', 10)]),
      database.batch([write('large', 400_000)]),
      database.batch([write('small-2', 10)]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(codeOf((outcomes[1] as PromiseRejectedResult).reason)).toBe('storage_full');
    expect((await keys()).sort()).toEqual(['small-1', 'small-2']);
  });
});
