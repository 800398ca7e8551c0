/** A fresh database with one account, for contract suites of rooms that need no server. */
import { newId } from '../../src/common/ids.js';
import { DatabaseConfig } from '../../src/config/database.config.js';
import type { Environment } from '../../src/config/variables.js';
import { type OpenedDatabase, openDatabase } from '../../src/platform/database/open-database.js';
import { SCHEMA } from '../../src/schema.js';
import { freshPostgres, type TestDatabase as Dialect } from '../support/test-databases.js';

export interface TestDatabase {
  opened: OpenedDatabase;
  newOwner(): Promise<{ userId: string }>;
  drop(): Promise<void>;
}

export async function openTestDatabase(dialect: Dialect): Promise<TestDatabase> {
  const postgres = dialect === 'postgres' ? await freshPostgres() : undefined;
  const url = postgres?.url ?? 'sqlite::memory:';
  const config = new DatabaseConfig({ DATABASE_URL: url, DATABASE_POOL_SIZE: 20 } as Environment);
  const opened = await openDatabase(config, SCHEMA);
  return {
    opened,
    newOwner: () => newOwner(opened),
    drop: async () => {
      await opened.close();
      await postgres?.drop();
    },
  };
}

async function newOwner({ database }: OpenedDatabase): Promise<{ userId: string }> {
  const userId = newId();
  const now = new Date().toISOString();
  const sql =
    'INSERT INTO users (id, username, username_key, password_hash, role, created_at, updated_at) ' +
    "VALUES (?, ?, ?, '', 'user', ?, ?)";
  await database.batch([{ sql, params: [userId, userId, userId, now, now] }]);
  return { userId };
}
