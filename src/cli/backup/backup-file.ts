/** A backup: one SQLite file that holds a copy of the database and, in a table of its own, the bytes of all files. */
import { accessSync, chmodSync, existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { buffer } from 'node:stream/consumers';
import SqliteConnection from 'better-sqlite3';
import { AppError } from '../../common/app-error.js';
import { databaseErrorCode } from '../../http/errors/database-error-code.js';
import type { FileStore } from '../../platform/files/file-store.js';

const FORMAT = 'rai-chat-backup';
const VERSION = '1';

export interface BackupReport {
  /** False on PostgreSQL: pg_dump copies that. */
  database: boolean;
  files: number;
  /** Files that were deleted while the backup was made. */
  missing: number;
}

interface Source {
  /** Undefined on PostgreSQL. */
  sqlitePath?: string;
  files: FileStore;
  /** ISO-8601. */
  now: string;
}

/**
 * Writes a backup while the server runs: the database as it stands at one moment, then the files. What was acknowledged
 * before it began is in it. The name appears once it is whole.
 */
export async function writeBackup(path: string, { sqlitePath, files, now }: Source): Promise<BackupReport> {
  if (existsSync(path)) throw new AppError('conflict', `${path} exists already; a backup never replaces a file`);
  // SQLite would not say which of them is missing.
  accessSync(dirname(path));
  if (sqlitePath) accessSync(sqlitePath);
  const partial = `${path}.partial`;
  rmSync(partial, { force: true });
  try {
    if (sqlitePath) copyDatabase(sqlitePath, partial);
    const { copied, missing } = await addFiles(partial, files, {
      created_at: now,
      database: sqlitePath ? 'sqlite' : 'none',
    });
    renameSync(partial, path);
    return { database: sqlitePath !== undefined, files: copied, missing };
  } catch (error) {
    if (databaseErrorCode(error) !== 'storage_full') throw error;
    throw new AppError('storage_full', `there is no room left for ${path}`, { cause: error });
  } finally {
    // Half a backup is none, and takes what room there is.
    rmSync(partial, { force: true });
  }
}

async function addFiles(path: string, files: FileStore, about: { created_at: string; database: string }) {
  const backup = new SqliteConnection(path);
  try {
    chmodSync(path, 0o600);
    backup.pragma('journal_mode = DELETE');
    backup.exec('CREATE TABLE backup_info (key TEXT PRIMARY KEY, value TEXT NOT NULL)');
    backup.exec('CREATE TABLE backup_files (owner TEXT, sha256 TEXT, bytes BLOB, PRIMARY KEY (owner, sha256))');
    const info = backup.prepare('INSERT INTO backup_info VALUES (?, ?)');
    for (const [key, value] of Object.entries({ format: FORMAT, version: VERSION, ...about })) info.run(key, value);
    return await copyFiles(backup, files);
  } finally {
    backup.close();
  }
}

/** VACUUM INTO reads within one transaction, so the copy is of one moment; writers go on. */
function copyDatabase(from: string, to: string): void {
  const source = new SqliteConnection(from, { readonly: true, timeout: 30_000 });
  try {
    source.prepare('VACUUM INTO ?').run(to);
  } catch (error) {
    throw new AppError('conflict', `${from} cannot be copied (${(error as Error).message})`, { cause: error });
  } finally {
    source.close();
  }
}

async function copyFiles(backup: SqliteConnection.Database, files: FileStore) {
  const insert = backup.prepare('INSERT OR REPLACE INTO backup_files VALUES (?, ?, ?)');
  let copied = 0;
  let missing = 0;
  for await (const { owner, sha256 } of files.list()) {
    try {
      insert.run(owner, sha256, await buffer(await files.open(owner, sha256)));
      copied++;
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== 'not_found' && code !== 'ENOENT') throw error;
      missing++;
    }
  }
  return { copied, missing };
}

export interface OpenBackup {
  createdAt: string;
  hasDatabase: boolean;
  files(): Iterable<{ owner: string; sha256: string; bytes: Buffer }>;
  close(): void;
}

/** Opens a backup after checking that it is one and that it is sound. */
export function readBackup(path: string): OpenBackup {
  accessSync(path);
  try {
    return soundBackup(new SqliteConnection(path, { readonly: true, fileMustExist: true }));
  } catch (error) {
    throw new AppError('bad_request', `${path} is not a sound backup of this application`, { cause: error });
  }
}

function soundBackup(backup: SqliteConnection.Database): OpenBackup {
  try {
    const info = new Map(backup.prepare('SELECT key, value FROM backup_info').raw().all() as [string, string][]);
    if (info.get('format') !== FORMAT || info.get('version') !== VERSION) throw new Error('another format');
    const [{ integrity_check: verdict }] = backup.pragma('integrity_check') as [{ integrity_check: string }];
    if (verdict !== 'ok') throw new Error(verdict);
    return {
      createdAt: info.get('created_at')!,
      hasDatabase: info.get('database') === 'sqlite',
      files: () => backup.prepare('SELECT owner, sha256, bytes FROM backup_files').iterate() as never,
      close: () => backup.close(),
    };
  } catch (error) {
    backup.close();
    throw error;
  }
}

/** Takes out of a copied backup what only the backup needs: what is left is the database. */
export function stripBackup(path: string): void {
  const database = new SqliteConnection(path);
  try {
    database.exec('DROP TABLE backup_files; DROP TABLE backup_info; VACUUM');
  } finally {
    database.close();
  }
}
