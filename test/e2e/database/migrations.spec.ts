import { describe, expect, it } from '@jest/globals';
import SqliteConnection from 'better-sqlite3';
import { DataSource } from 'typeorm';
import type { DatabaseConfig } from '../../../src/config/database.config.js';
import { revertLast } from '../../../src/platform/database/migrate.js';
import { type OpenedDatabase, openDatabase } from '../../../src/platform/database/open-database.js';
import { SCHEMA } from '../../../src/schema.js';
import { freshPostgres, testDatabases } from '../../support/test-databases.js';

async function opened(kind: string, work: (database: OpenedDatabase) => Promise<void>): Promise<void> {
  const fresh = kind === 'postgres' ? await freshPostgres() : undefined;
  const place = fresh ? { dialect: 'postgres', postgresUrl: fresh.url } : { dialect: 'sqlite' };
  try {
    const database = await openDatabase({ poolSize: 4, ...place } as DatabaseConfig, SCHEMA);
    await work(database).finally(() => database.close());
  } finally {
    await fresh?.drop();
  }
}

/** What TypeORM would still have to do for the tables to be as the entities say. */
async function drift(dataSource: DataSource): Promise<string[]> {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

async function tables({ database }: OpenedDatabase): Promise<string[]> {
  const sql =
    database.dialect === 'sqlite'
      ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
      : "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'";
  return (await database.rows<{ name: string }>(sql)).map(({ name }) => name).sort();
}

describe.each(testDatabases())('migrations on %s', (kind) => {
  it('give the tables the entities describe, and again after they were taken back one by one', async () => {
    await opened(kind, async (database) => {
      const { dataSource, report } = database;
      expect(report.ran.length).toBeGreaterThan(0);
      expect(await drift(dataSource)).toEqual([]);
      const whole = await tables(database);
      for (let i = 0; i < report.ran.length; i++) await dataSource.undoLastMigration({ transaction: 'all' });
      expect(await tables(database)).toEqual(['schema_migrations']);
      const again = await dataSource.runMigrations({ transaction: 'all' });
      expect(again.map(({ name }) => name)).toEqual(report.ran);
      expect(await tables(database)).toEqual(whole);
      expect(await drift(dataSource)).toEqual([]);
    });
  });

  it('are taken back one by one, on SQLite with a copy of what was there before each', async () => {
    await opened(kind, async ({ dataSource, report, database }) => {
      const last = report.ran.at(-1)!;
      const { reverted, backup } = await revertLast(dataSource);
      expect(reverted).toBe(last);
      if (database.dialect === 'postgres') return expect(backup).toBeUndefined();
      const copy = new SqliteConnection(backup!, { readonly: true });
      const names = copy.prepare('SELECT name FROM schema_migrations').pluck().all();
      copy.close();
      expect(names).toEqual(report.ran);
    });
  });

  it('that never ran cannot be taken back', async () => {
    const empty = new DataSource({
      type: 'better-sqlite3',
      database: ':memory:',
      migrationsTableName: 'schema_migrations',
    });
    await empty.initialize();
    expect(await revertLast(empty)).toEqual({});
    await empty.destroy();
  });
});
