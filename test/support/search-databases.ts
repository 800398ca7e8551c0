import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { newId } from '../../src/common/ids.js';
import type { DatabaseConfig } from '../../src/config/database.config.js';
import type { Database } from '../../src/platform/database/database.js';
import { openDatabase } from '../../src/platform/database/open-database.js';
import { SCHEMA } from '../../src/schema.js';

/** A migrated database of its own for one suite. */
export interface TestDatabase {
  database: Database;
  /** A new user; gives its id. */
  newUser(): Promise<string>;
  close(): Promise<void>;
}

const POSTGRES_URL = process.env.TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/test';

export async function openSqlite(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'rai-search-'));
  return open({ dialect: 'sqlite', sqlitePath: join(folder, 'test.sqlite') }, () => {
    rmSync(folder, { recursive: true, force: true });
    return Promise.resolve();
  });
}

/** In a PostgreSQL database that is created for the suite and dropped after it. */
export async function openPostgres(): Promise<TestDatabase> {
  const name = `rai_search_${process.pid}_${Date.now()}`;
  await asAdmin((admin) => admin.query(`CREATE DATABASE ${name}`));
  const url = new URL(POSTGRES_URL);
  url.pathname = `/${name}`;
  return open({ dialect: 'postgres', postgresUrl: url.href }, () =>
    asAdmin((admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`)),
  );
}

/** Whether to run on PostgreSQL: always where a URL is given, so that a missing server fails instead of being skipped. */
export async function wantsPostgres(): Promise<boolean> {
  if (process.env.TEST_POSTGRES_URL !== undefined) return true;
  return asAdmin(() => Promise.resolve()).then(
    () => true,
    () => false,
  );
}

async function asAdmin(work: (admin: Client) => Promise<unknown>): Promise<void> {
  const admin = new Client({ connectionString: POSTGRES_URL, connectionTimeoutMillis: 2000 });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

async function open(place: Partial<DatabaseConfig>, remove: () => Promise<void>): Promise<TestDatabase> {
  const config = { poolSize: 8, redisUrl: '', searchCacheBytes: 0, ...place } as DatabaseConfig;
  const opened = await openDatabase(config, SCHEMA);
  return {
    database: opened.database,
    async newUser() {
      const id = newId();
      const sql = `INSERT INTO users (id, username, username_key, password_hash, role, created_at, updated_at)
        VALUES (?, ?, ?, '', 'user', '', '')`;
      await opened.database.batch([{ sql, params: [id, id, id] }]);
      return id;
    },
    async close() {
      await opened.close();
      await remove();
    },
  };
}
