/** Brings a database to the newest schema: all migrations or none, on SQLite with a backup taken first. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DataSource } from 'typeorm';
import { connectionOf } from './sqlite-database.js';

/** Any number, the same for every server of this application: one migrates, the others wait. */
const ADVISORY_LOCK = 6102_0001;

export interface MigrationReport {
  /** Names of the migrations that were run. */
  ran: string[];
  /** Path of the copy taken before, where there was something to copy. */
  backup?: string;
}

export async function migrate(dataSource: DataSource): Promise<MigrationReport> {
  if (dataSource.options.type === 'postgres') return migratePostgres(dataSource);
  if (!(await dataSource.showMigrations())) return { ran: [] };
  const backup = backUp(dataSource);
  const ran = await dataSource.runMigrations({ transaction: 'all' });
  return { ran: ran.map(({ name }) => name), backup };
}

async function migratePostgres(dataSource: DataSource): Promise<MigrationReport> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query(`SELECT pg_advisory_lock(${ADVISORY_LOCK})`);
    const ran = await dataSource.runMigrations({ transaction: 'all' });
    return { ran: ran.map(({ name }) => name) };
  } finally {
    await runner.query(`SELECT pg_advisory_unlock(${ADVISORY_LOCK})`);
    await runner.release();
  }
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
