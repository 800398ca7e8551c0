import { afterEach, beforeEach, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DatabaseConfig } from '../../../src/config/database.config.js';
import { type OpenedDatabase, openDatabase } from '../../../src/platform/database/open-database.js';
import { UnexpectedChanges } from '../../../src/platform/database/statement.js';
import { describeOnPostgres } from '../../support/on-postgres.js';
import { type FreshDatabase, freshPostgres } from '../../support/test-databases.js';

const NOTHING = { entities: [], migrations: [] };
/** As often as it takes for a statement to be prepared, and for its plan to be kept, on every connection. */
const OFTEN = 60;
const PREPARED = "SELECT name FROM pg_prepared_statements WHERE name LIKE 'rai\\_%'";

describeOnPostgres('statements that repeat on PostgreSQL', () => {
  let fresh: FreshDatabase;
  let other: pg.Client;
  let opened: OpenedDatabase;
  const open = async (more: Partial<DatabaseConfig> = {}) => {
    opened = await openDatabase(
      { dialect: 'postgres', postgresUrl: fresh.url, poolSize: 8, ...more } as DatabaseConfig,
      NOTHING,
    );
    return opened.database;
  };
  beforeEach(async () => {
    fresh = await freshPostgres();
    other = new pg.Client(fresh.url);
    await other.connect();
    await other.query(
      'CREATE TABLE things (id integer PRIMARY KEY, word text); INSERT INTO things VALUES (1, $$one$$)',
    );
  });
  afterEach(async () => {
    await opened.close();
    await other.end();
    await fresh.drop();
  });

  const ALL = 'SELECT * FROM things WHERE id = ?';
  const insert = (id: number) => ({ sql: 'INSERT INTO things (id, word) VALUES (?, ?)', params: [id, `w${id}`] });

  it('are prepared where that is wanted, and nowhere else', async () => {
    const database = await open();
    for (let i = 0; i < OFTEN; i++) await database.rows(ALL, [1]);
    expect(await database.rows(PREPARED)).not.toEqual([]);
    await opened.close();
    const plain = await open({ preparedStatements: false });
    for (let i = 0; i < OFTEN; i++) await plain.rows(ALL, [1]);
    expect(await plain.rows(PREPARED)).toEqual([]);
  });

  it('go on when the schema changes under them', async () => {
    const database = await open();
    const several = (values: number[]) => Promise.all(values.map(async (id) => (await database.rows(ALL, [id]))[0]));
    for (let i = 0; i < OFTEN; i++) await several([1, 1, 1]);
    await other.query('ALTER TABLE things ADD COLUMN more integer DEFAULT 7');
    expect(await several([1, 1, 2])).toEqual([
      { id: 1, word: 'one', more: 7 },
      { id: 1, word: 'one', more: 7 },
      undefined,
    ]);
    await other.query('ALTER TABLE things ALTER COLUMN id TYPE bigint, DROP COLUMN word');
    expect(await several([1, 1])).toEqual([
      { id: '1', more: 7 },
      { id: '1', more: 7 },
    ]);
  });

  it('go on when the schema changes under what they write, once and not twice', async () => {
    const database = await open();
    const returning = (id: number) => ({ ...insert(id), sql: `${insert(id).sql} RETURNING *`, expect: 1 });
    for (let i = 2; i < OFTEN; i++) await database.batch([returning(i)]);
    await other.query('ALTER TABLE things ADD COLUMN more integer DEFAULT 7');
    expect(await database.batch([returning(1000), returning(1001)])).toEqual([1, 1]);
    expect(await database.rows('SELECT id FROM things WHERE id >= 1000 ORDER BY id')).toEqual([
      { id: 1000 },
      { id: 1001 },
    ]);
  });

  it('go on when the database has forgotten them, as behind a pooler', async () => {
    const database = await open();
    for (let i = 0; i < OFTEN; i++) await database.rows(ALL, [1]);
    // What a pooler does between two transactions: the next one is on a connection that knows nothing.
    await database.rows('DEALLOCATE ALL');
    expect(await Promise.all([database.rows(ALL, [1]), database.rows(ALL, [1])])).toEqual([
      [{ id: 1, word: 'one' }],
      [{ id: 1, word: 'one' }],
    ]);
    expect(await database.rows(PREPARED)).toEqual([]);
  });

  it('are kept in bounds on each connection, and those that fell out work as before', async () => {
    const database = await open();
    const nth = (n: number) => `SELECT ${n}::int AS n, word FROM things WHERE id = ?`;
    for (let round = 0; round < 5; round++) {
      for (let n = 0; n < 300; n++) expect(await database.rows(nth(n), [1])).toEqual([{ n, word: 'one' }]);
    }
    const kept = (await database.rows(PREPARED)).length;
    expect(kept).toBeGreaterThan(100);
    expect(kept).toBeLessThanOrEqual(201);
  });

  it('share a round, and one that fails spoils no other', async () => {
    const database = await open();
    const bad = () => database.rows('SELECT 1 / (id - ?) AS n FROM things', [1]);
    for (let i = 0; i < OFTEN; i++) {
      const told = await Promise.allSettled([
        database.rows(ALL, [1]),
        bad(),
        database.rows(ALL, [2]),
        bad(),
        database.rows(ALL, [1]),
      ]);
      expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
      expect((told[3] as PromiseRejectedResult).reason).toMatchObject({ code: '22012' });
      expect((told[4] as PromiseFulfilledResult<unknown>).value).toEqual([{ id: 1, word: 'one' }]);
    }
  });

  it('wait for no slow one', async () => {
    const database = await open();
    const landed: string[] = [];
    const tell = (name: string) => () => void landed.push(name);
    const slow = Array.from({ length: 3 }, () => database.rows('SELECT pg_sleep(1.5)').then(tell('slow')));
    await new Promise((resume) => setTimeout(resume, 100));
    const quick = Array.from({ length: 6 }, () => database.rows(ALL, [1]).then(tell('quick')));
    await Promise.all([...slow, ...quick]);
    expect(landed.slice(0, 6)).toEqual(Array.from({ length: 6 }, () => 'quick'));
  });

  it('that cannot be written leave nothing of their batch behind', async () => {
    const database = await open();
    const missing = { sql: 'UPDATE things SET word = ? WHERE id = ?', params: ['x', 99], expect: 1 };
    for (let i = 0; i < OFTEN; i++) {
      await expect(database.batch([insert(5), missing])).rejects.toThrow(UnexpectedChanges);
      await expect(database.batch([missing, insert(1)])).rejects.toMatchObject({ index: 0, changes: 0 });
      await expect(database.batch([insert(6), insert(1)])).rejects.toMatchObject({ code: '23505' });
      await expect(database.batch([insert(7), { ...insert(1), expect: 1 }])).rejects.toMatchObject({ code: '23505' });
    }
    expect(await database.rows('SELECT id FROM things')).toEqual([{ id: 1 }]);
    expect(await database.batch([insert(5), { ...missing, params: ['x', 1] }, insert(6)])).toEqual([1, 1, 1]);
  });

  it('cannot write where they are reads', async () => {
    const database = await open();
    await expect(database.rows('DELETE FROM things')).rejects.toMatchObject({ code: '25006' });
  });

  it('fail where the connection is cut, and the next ones have another', async () => {
    const database = await open();
    for (let i = 0; i < OFTEN; i++) await Promise.all([database.rows(ALL, [1]), database.batch([insert(i + 10)])]);
    const cut = Promise.allSettled([database.rows('SELECT pg_sleep(5)'), database.rows(ALL, [1])]);
    const sleeping =
      "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_sleep(5)%' AND pid <> pg_backend_pid()";
    for (let found = false; !found;) {
      const { rows } = await other.query<{ pid: number }>(sleeping);
      for (const { pid } of rows) await other.query('SELECT pg_terminate_backend($1)', [pid]);
      found = rows.length > 0;
    }
    expect((await cut)[0]).toMatchObject({ status: 'rejected', reason: { code: '57P01' } });
    await other.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    // Those cut while nobody used them are found out by the first who does, if the news has not come by then.
    const until = async (work: () => Promise<unknown>) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await work();
        } catch (error) {
          if (attempt === 20) throw error;
          await new Promise((resume) => setTimeout(resume, 50));
        }
      }
    };
    expect(await until(() => database.rows(ALL, [1]))).toEqual([{ id: 1, word: 'one' }]);
    expect(await until(() => database.batch([{ ...insert(900), expect: 1 }]))).toEqual([1]);
  });

  it('carry every kind of value there and back', async () => {
    const database = await open();
    const sql =
      'SELECT ?::text AS text, ?::int AS int, ?::bigint AS big, ?::boolean AS yes, ?::bytea AS bytes, ?::text AS none';
    const bytes = new Uint8Array([0, 255, 7]).subarray(1);
    const given = ["it's ?", -5, 9007199254740993n, true, bytes, null];
    for (let i = 0; i < 5; i++) {
      const [row] = await database.rows<Record<string, unknown>>(sql, given);
      expect({ ...row, bytes: [...(row!.bytes as Uint8Array)] }).toEqual({
        text: "it's ?",
        int: -5,
        big: '9007199254740993',
        yes: true,
        bytes: [255, 7],
        none: null,
      });
    }
  });
});
