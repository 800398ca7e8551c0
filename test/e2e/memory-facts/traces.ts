/** Where a word still is: in which tables, and in which files of the data folder. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import type { Json } from '../../support/call.js';
import type { RunningApp } from '../../support/start-app.js';
import type { TestDatabase } from '../../support/test-databases.js';

export async function tracesOf(app: RunningApp, database: TestDatabase, word: string): Promise<string[]> {
  const tables = database === 'postgres' ? await inPostgres(app, word) : inSqlite(app, word);
  return [...tables, ...inFiles(app.dataDir, word)];
}

/** Deletion goes on in jobs after the answer; it must come to an end. */
export async function untilNoTrace(app: RunningApp, database: TestDatabase, word: string): Promise<void> {
  let left: string[] = [];
  for (let tries = 0; tries < 100; tries++) {
    left = await tracesOf(app, database, word);
    if (!left.length) return;
    await new Promise((resume) => setTimeout(resume, 100));
  }
  expect(left).toEqual([]);
}

function inSqlite(app: RunningApp, word: string): string[] {
  const connection = new Sqlite(join(app.dataDir, 'rai.sqlite'));
  connection.pragma('wal_checkpoint(TRUNCATE)');
  const tables = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[];
  const found = tables.filter((table) => {
    const rows = connection.prepare(`SELECT * FROM "${table}"`).all() as Json[];
    return rows.some((row) => Object.values(row).some((value) => hasWord(value, word)));
  });
  connection.close();
  return found;
}

async function inPostgres(app: RunningApp, word: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: app.databaseUrl });
  await client.connect();
  const tables = await client.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  const found: string[] = [];
  for (const { tablename } of tables.rows as { tablename: string }[]) {
    const { rows } = await client.query(`SELECT * FROM "${tablename}"`);
    if (rows.some((row: Json) => Object.values(row).some((value) => hasWord(value, word)))) found.push(tablename);
  }
  await client.end();
  return found;
}

function hasWord(value: unknown, word: string): boolean {
  if (Buffer.isBuffer(value)) return value.includes(word);
  return typeof value === 'string' && value.includes(word);
}

function inFiles(folder: string, word: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return inFiles(path, word);
    return readFileSync(path).includes(word) ? [name] : [];
  });
}
