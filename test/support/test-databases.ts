/** Which databases the suites run on, and fresh ones for each. `npm test` decides which are there. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { onlyReplicas } from './topology.js';

export type TestDatabase = 'sqlite' | 'postgres';

/** For `describe.each(testDatabases())`. SQLite alone unless TEST_DATABASES says otherwise. */
export function testDatabases(): TestDatabase[] {
  if (onlyReplicas) return ['postgres'];
  return (process.env.TEST_DATABASES ?? 'sqlite').split(',').filter(Boolean) as TestDatabase[];
}

/** Where test databases may be made and dropped. */
export function adminUrl(): string {
  return process.env.TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
}

export interface FreshDatabase {
  url: string;
  drop(): Promise<void>;
}

export async function freshPostgres(): Promise<FreshDatabase> {
  const name = `rai_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${name}`);
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function asAdmin(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
