import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from '../../../migrations/index.js';
import type { DatabaseConfig } from '../../../src/config/database.config.js';
import { openDatabase } from '../../../src/platform/database/open-database.js';
import { SCHEMA } from '../../../src/schema.js';
import { runApp } from '../../support/app-process.js';
import { describeOnPostgres } from '../../support/on-postgres.js';
import { startApp } from '../../support/start-app.js';
import { type FreshDatabase, freshPostgres, testDatabases } from '../../support/test-databases.js';

const ENV = { NODE_ENV: 'test', LLM_PROVIDER: 'extractive', LOG_FILE: 'off' };

describeOnPostgres('servers that start at once on an empty database', () => {
  let fresh: FreshDatabase;
  let folder: string;
  beforeEach(async () => {
    fresh = await freshPostgres();
    folder = mkdtempSync(join(tmpdir(), 'rai-starting-'));
  });
  afterEach(async () => {
    await fresh.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('make the tables once, and all come up', async () => {
    const env = { ...ENV, DATABASE_URL: fresh.url, DATA_DIR: folder };
    const apps = await Promise.all([1, 2, 3].map(() => runApp(env, folder)));
    try {
      const place = { dialect: 'postgres', postgresUrl: fresh.url, poolSize: 4 } as DatabaseConfig;
      const opened = await openDatabase(place, SCHEMA, { migrations: false });
      const rows = await opened.database.rows<{ name: string }>('SELECT name FROM schema_migrations ORDER BY id');
      await opened.close();
      expect(rows.map(({ name }) => name)).toEqual(MIGRATIONS.map(({ name }) => name));
    } finally {
      for (const app of apps) await app.end('SIGTERM');
    }
  });
});

describe.each(testDatabases())('a database that a newer version has migrated, on %s', (database) => {
  const noteMigration = async (app: { databaseUrl: string }, name: string) => {
    const url = app.databaseUrl;
    const place =
      database === 'postgres'
        ? { dialect: 'postgres', postgresUrl: url }
        : { dialect: 'sqlite', sqlitePath: url.slice(7) };
    const opened = await openDatabase({ poolSize: 4, ...place } as DatabaseConfig, SCHEMA, { migrations: false });
    await opened.database.batch([
      { sql: 'INSERT INTO schema_migrations (timestamp, name) VALUES (?, ?)', params: [4102444800000, name] },
    ]);
    await opened.close();
  };

  it('serves this one too while the new one is rolled out, and says so', async () => {
    const app = await startApp({ database });
    try {
      await app.terminate();
      await noteMigration(app, 'AddSomething4102444800000');
      await app.restart();
      expect((await app.call('GET', '/health/ready')).status).toBe(200);
      expect(app.logs()).toContain('the database is newer than this version (AddSomething4102444800000)');
    } finally {
      await app.stop();
    }
  });

  it('is refused where something this version needs was taken away', async () => {
    const app = await startApp({ database });
    try {
      await app.terminate();
      await noteMigration(app, 'TitlesContract4102444800000');
      await expect(app.restart()).rejects.toThrow('belongs to a newer version (TitlesContract4102444800000)');
    } finally {
      await app.stop();
    }
  });
});
