/** Opens the database a configuration names: lock, connections, settings, migrations; and closes all of it again. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DataSource } from 'typeorm';
import type { DatabaseConfig } from '../../config/database.config.js';
import { Foreground } from '../foreground/foreground.js';
import { migratorOptions, readerOptions, type Schema, writerOptions } from './data-source-options.js';
import type { Database } from './database.js';
import { migratePostgres, type MigrationReport, migrateSqlite } from './migrate.js';
import { PostgresDatabase } from './postgres-database.js';
import { takeServerLock } from './server-lock.js';
import { connectionOf, SqliteDatabase } from './sqlite-database.js';
import { checkPragmas } from './sqlite-pragmas.js';

export interface OpenOptions {
  /** Take the lock that keeps a second server off the same SQLite file; command-line tools run beside a server. */
  exclusive?: boolean;
  /** Run pending migrations (default). */
  migrations?: boolean;
  /** Whom background writes wait for; default: nobody. */
  foreground?: Foreground;
}

export interface OpenedDatabase {
  database: Database;
  /** The writing data source, for migrations and tools; everything else goes through `database`. */
  dataSource: DataSource;
  report: MigrationReport;
  close(): Promise<void>;
}

export async function openDatabase(
  config: DatabaseConfig,
  schema: Schema,
  { exclusive = false, migrations = true, foreground = new Foreground() }: OpenOptions = {},
): Promise<OpenedDatabase> {
  const closers: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const path = config.dialect === 'sqlite' ? sqliteFile(config, closers) : '';
    if (exclusive && path) {
      const lock = takeServerLock(path);
      closers.push(() => lock.release());
    }
    let report: MigrationReport = { ran: [], newer: [] };
    if (migrations && !path) report = await migratePostgres(migratorOptions(config, schema));
    const writer = await connect(new DataSource(writerOptions(config, path, schema)), closers);
    if (path) checkPragmas(connectionOf(writer));
    if (migrations && path) report = await migrateSqlite(writer);
    const reader = await connect(new DataSource(readerOptions(config, path, schema)), closers);
    const database = path
      ? new SqliteDatabase(writer, reader, path, foreground)
      : new PostgresDatabase(writer, reader, config.postgresUrl!, foreground);
    return { database, dataSource: writer, report, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function connect(source: DataSource, closers: (() => void | Promise<void>)[]): Promise<DataSource> {
  await source.initialize();
  closers.push(() => source.destroy());
  return source;
}

/** `sqlite::memory:` is a private file that goes with the process: worker threads could not see a true in-memory one. */
function sqliteFile(config: DatabaseConfig, closers: (() => void | Promise<void>)[]): string {
  if (config.sqlitePath) {
    mkdirSync(dirname(config.sqlitePath), { recursive: true, mode: 0o700 });
    return config.sqlitePath;
  }
  const folder = mkdtempSync(join(tmpdir(), 'rai-memory-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'rai.sqlite');
}
