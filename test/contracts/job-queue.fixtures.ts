/** A fresh database with one account, for contract suites of rooms that need no server. */
import { newId } from '../../src/common/ids.js';
import { DatabaseConfig } from '../../src/config/database.config.js';
import type { Environment } from '../../src/config/variables.js';
import { type OpenedDatabase, openDatabase } from '../../src/platform/database/open-database.js';
import { SCHEMA } from '../../src/schema.js';

/** Address of a PostgreSQL where databases may be made and dropped; without one only SQLite is tested. */
const POSTGRES = process.env.TEST_POSTGRES_URL;
export const DIALECTS = POSTGRES ? (['sqlite', 'postgres'] as const) : (['sqlite'] as const);

export interface TestDatabase {
  opened: OpenedDatabase;
  newOwner(): Promise<{ userId: string }>;
  drop(): Promise<void>;
}

export async function openTestDatabase(dialect: 'sqlite' | 'postgres'): Promise<TestDatabase> {
  const name = `rai_contract_${newId().replaceAll('-', '')}`;
  if (dialect === 'postgres') await administer(`CREATE DATABASE ${name}`);
  const opened = await openDatabase(configFor(dialect, name), SCHEMA);
  return {
    opened,
    newOwner: () => newOwner(opened),
    drop: async () => {
      await opened.close();
      if (dialect === 'postgres') await administer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

function configFor(dialect: 'sqlite' | 'postgres', name: string): DatabaseConfig {
  const url = dialect === 'sqlite' ? 'sqlite::memory:' : String(new URL(`/${name}`, POSTGRES));
  return new DatabaseConfig({ DATABASE_URL: url, DATABASE_POOL_SIZE: 20 } as Environment);
}

async function administer(sql: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: POSTGRES });
  await client.connect();
  await client.query(sql);
  await client.end();
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
