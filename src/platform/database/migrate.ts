/**
 * Brings a database to the newest schema: all migrations or none, on SQLite with a backup taken first, on PostgreSQL
 * under a lock that several servers starting at once wait for. A schema that is newer than this version is let be:
 * while a new version is rolled out the old one goes on beside it (docs/scaling.md, expand and contract).
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DataSource } from 'typeorm';
import { AppError } from '../../common/app-error.js';
import type { DatabaseConfig } from '../../config/database.config.js';
import { connect } from './connect.js';
import { migratorOptions, type Schema } from './data-source-options.js';
import { connectionOf } from './sqlite-database.js';

const TABLE = 'schema_migrations';
/** Any number, the same for every server of this application: one migrates, the others wait. */
export const ADVISORY_LOCK = 6102_0001;

export interface MigrationReport {
  /** Names of the migrations that were run. */
  ran: string[];
  /** Path of the copy taken before, where there was something to copy. */
  backup?: string;
  /** Names of migrations that a newer version ran and this one does not know. */
  newer: string[];
}

/** In the name of a migration that takes away what older versions need. */
const CONTRACT = /Contract/;

/** Throws where a newer version has taken away what this one needs. */
export async function migrateSqlite(dataSource: DataSource): Promise<MigrationReport> {
  const newer = await newerMigrations(dataSource);
  if (!(await dataSource.showMigrations())) return { ran: [], newer };
  const backup = backUp(dataSource);
  const ran = await dataSource.runMigrations({ transaction: 'all' });
  return { ran: ran.map(({ name }) => name), backup, newer };
}

/** On connections of its own, as migrations may take longer than any request. Throws as `migrateSqlite` does. */
export async function migratePostgres(config: DatabaseConfig, schema: Schema): Promise<MigrationReport> {
  const isDirect = config.directUrl !== undefined && config.directUrl !== config.postgresUrl;
  const setting = isDirect ? 'DATABASE_DIRECT_URL' : 'DATABASE_URL';
  const dataSource = await connect(new DataSource(migratorOptions(config, schema)), setting);
  try {
    const runner = dataSource.createQueryRunner();
    // The session holds the lock, so a server that dies gives it back; closing the session does too.
    await runner.query(`SELECT pg_advisory_lock(${ADVISORY_LOCK})`);
    const newer = await newerMigrations(dataSource);
    const ran = await dataSource.runMigrations({ transaction: 'all' });
    await runner.query(`SELECT pg_advisory_unlock(${ADVISORY_LOCK})`);
    await runner.release();
    return { ran: ran.map(({ name }) => name), newer };
  } finally {
    await dataSource.destroy();
  }
}

/** Names of the migrations that have not run yet. Unlike TypeORM's own answer it makes no table. */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const ran = new Set(await migrationsRun(dataSource));
  return namesOf(dataSource).filter((name) => !ran.has(name));
}

async function newerMigrations(dataSource: DataSource): Promise<string[]> {
  const known = new Set(namesOf(dataSource));
  const newer = (await migrationsRun(dataSource)).filter((name) => !known.has(name));
  const contract = newer.find((name) => CONTRACT.test(name));
  if (contract === undefined) return newer;
  const sentence = `the database belongs to a newer version (${contract}) that took away what this one needs`;
  throw new AppError('conflict', sentence);
}

const namesOf = (dataSource: DataSource) => dataSource.migrations.map(({ name }) => name!);

/** In the order of their times. */
async function migrationsRun(dataSource: DataSource): Promise<string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    if (!(await runner.hasTable(TABLE))) return [];
    const rows = (await runner.query(`SELECT name FROM ${TABLE} ORDER BY timestamp`)) as { name: string }[];
    return rows.map(({ name }) => name);
  } finally {
    // SQLite has one runner for all.
    if (dataSource.options.type === 'postgres') await runner.release();
  }
}

/** Takes the last migration back, all of it or nothing, on SQLite with a backup taken first. Gives nothing where none has run. */
export async function revertLast(dataSource: DataSource): Promise<{ reverted?: string; backup?: string }> {
  const reverted = (await migrationsRun(dataSource)).at(-1);
  if (reverted === undefined) return {};
  const backup = dataSource.options.type === 'postgres' ? undefined : backUp(dataSource);
  await dataSource.undoLastMigration({ transaction: 'all' });
  return { reverted, backup };
}

/** Copies a SQLite database that holds something to backups/ beside it; a fresh one has nothing to lose. */
function backUp(dataSource: DataSource): string | undefined {
  const connection = connectionOf(dataSource);
  const tables = connection
    .prepare(
      "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name <> 'schema_migrations' AND name NOT LIKE 'sqlite_%'",
    )
    .pluck()
    .get() as number;
  if (tables === 0) return undefined;
  const folder = join(dirname(connection.name), 'backups');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `before-migration-${new Date().toISOString().replace(/[:.]/g, '-')}.sqlite`);
  connection.prepare('VACUUM INTO ?').run(file);
  return file;
}
