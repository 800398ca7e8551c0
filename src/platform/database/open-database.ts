/** Opens the database a configuration names: lock, connections, settings, migrations; and closes all of it again. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DataSource } from 'typeorm';
import { AppError } from '../../common/app-error.js';
import type { DatabaseConfig } from '../../config/database.config.js';
import { makeFolder } from '../../config/make-folder.js';
import { Foreground } from '../foreground/foreground.js';
import { connect } from './connect.js';
import { readerOptions, type Schema, writerOptions } from './data-source-options.js';
import type { Database } from './database.js';
import { migratePostgres, type MigrationReport, migrateSqlite } from './migrate.js';
import { PostgresDatabase } from './postgres-database.js';
import { setPlannerStatistics } from './planner-statistics.js';
import { takeServerLock } from './server-lock.js';
import { connectionOf, SqliteDatabase } from './sqlite-database.js';
import { checkPragmas } from './sqlite-pragmas.js';
import { WalCheckpoints, WRITER_COPIES_PAGES } from './wal-checkpoints.js';
import { WalSync } from './wal-sync.js';
import type { CommitWatch } from './write-queue.js';

export interface OpenOptions {
  /** Take the lock that keeps a second server off the same SQLite file; command-line tools run beside a server. */
  exclusive?: boolean;
  /** Run pending migrations (default). */
  migrations?: boolean;
  /** Make the file of a SQLite database that is not there (default); else it is `not_found`. */
  create?: boolean;
  /** Whom background writes wait for; default: nobody. */
  foreground?: Foreground;
  /** SQLite: sync the write-ahead log, and copy it into the database, on threads of their own; for servers. */
  logThreads?: boolean;
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
  {
    exclusive = false,
    migrations = true,
    create = true,
    foreground = new Foreground(),
    logThreads = false,
  }: OpenOptions = {},
): Promise<OpenedDatabase> {
  const closers: (() => void | Promise<void>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    if (!create && config.sqlitePath && !existsSync(config.sqlitePath))
      throw new AppError('not_found', `there is no database at ${config.sqlitePath}`);
    const path = config.dialect === 'sqlite' ? sqliteFile(config, closers) : '';
    if (exclusive && path) {
      const lock = takeServerLock(path);
      closers.push(() => lock.release());
    }
    let report: MigrationReport = { ran: [], newer: [] };
    if (migrations && !path) report = await migratePostgres(config, schema);
    const writer = await open(new DataSource(writerOptions(config, path, schema)), closers);
    if (path) checkPragmas(connectionOf(writer));
    if (migrations && path) report = await migrateSqlite(writer);
    // Before the reader is opened, which plans by what it finds then.
    if (exclusive && path) setPlannerStatistics(connectionOf(writer));
    const reader = await open(new DataSource(readerOptions(config, path, schema)), closers);
    const database = path
      ? new SqliteDatabase(writer, reader, path, foreground, logThreads ? watchLog(writer, path, closers) : undefined)
      : new PostgresDatabase(writer, reader, config.postgresUrl!, foreground, config.preparedStatements ?? true);
    return { database, dataSource: writer, report, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(source: DataSource, closers: (() => void | Promise<void>)[]): Promise<DataSource> {
  await connect(source);
  closers.push(() => source.destroy());
  return source;
}

function watchLog(writer: DataSource, path: string, closers: (() => void | Promise<void>)[]): CommitWatch {
  const connection = connectionOf(writer);
  connection.pragma(`wal_autocheckpoint = ${WRITER_COPIES_PAGES}`);
  const checkpoints = new WalCheckpoints(path);
  closers.push(() => checkpoints.close());
  const log = new WalSync(path, connection);
  closers.push(() => log.close());
  return { wrote: (bytes) => checkpoints.wrote(bytes), sync: () => log.sync(), isSyncing: () => log.isSyncing };
}

/** `sqlite::memory:` is a private file that goes with the process: worker threads could not see a true in-memory one. */
function sqliteFile(config: DatabaseConfig, closers: (() => void | Promise<void>)[]): string {
  if (config.sqlitePath) {
    const folder = dirname(config.sqlitePath);
    try {
      makeFolder(folder);
    } catch (error) {
      const sentence = `DATABASE_URL: ${folder} cannot be made (${(error as Error).message})`;
      throw new AppError('database_unavailable', sentence, { cause: error });
    }
    return config.sqlitePath;
  }
  const folder = mkdtempSync(join(tmpdir(), 'rai-memory-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'rai.sqlite');
}
