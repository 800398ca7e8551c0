/** Puts a backup in the place of the database and the files. No server may run on them meanwhile. */
import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../../common/app-error.js';
import type { Configuration } from '../../config/configuration.js';
import { makeFolder } from '../../config/make-folder.js';
import { type ServerLock, takeServerLock } from '../../platform/database/server-lock.js';
import type { FileStore } from '../../platform/files/file-store.js';
import { readBackup, stripBackup } from './backup-file.js';

export interface RestoreReport {
  createdAt: string;
  files: number;
  database: boolean;
  /** Where what was there before lies now. */
  previous?: string;
}

/** Throws a sentence where there is a database already and `force` is not given. */
export async function restore(
  path: string,
  { database }: Configuration,
  files: FileStore,
  { force, now }: { force: boolean; now: string },
): Promise<RestoreReport> {
  const target = database.sqlitePath;
  const backup = readBackup(path);
  let lock: ServerLock | undefined;
  try {
    if (backup.hasDatabase && !target) {
      throw new AppError(
        'bad_request',
        'This backup holds a SQLite database, but DATABASE_URL names none; set it to sqlite:<path>.',
      );
    }
    if (backup.hasDatabase && existsSync(target!) && !force) {
      throw new AppError('conflict', `${target} exists; use --force to put it aside and restore`);
    }
    if (backup.hasDatabase) {
      makeFolder(dirname(target!));
      lock = takeServerLock(target!);
    }
    // The files first: a row never waits for its bytes.
    let count = 0;
    for (const file of backup.files()) {
      await putBack(files, file);
      count++;
    }
    const previous = backup.hasDatabase ? putInPlace(path, target!, now) : undefined;
    return { createdAt: backup.createdAt, files: count, database: backup.hasDatabase, previous };
  } finally {
    lock?.release();
    backup.close();
  }
}

async function putBack(files: FileStore, file: { owner: string; sha256: string; bytes: Buffer }): Promise<void> {
  const received = await files.receive(Readable.from([file.bytes]), file.bytes.length);
  if (received.sha256 !== file.sha256) {
    await received.discard();
    throw new AppError('bad_request', `a file in the backup is damaged: ${file.sha256}`);
  }
  await received.keep(file.owner);
}

/** What SQLite keeps beside a database is applied to whatever has its name; the database itself comes last. */
const PARTS = ['-wal', '-shm', '-journal', ''];

/** Gives the path of what was there before. */
function putInPlace(path: string, target: string, now: string): string | undefined {
  const fresh = `${target}.restoring`;
  // A restore that died may have left a journal of another backup.
  for (const part of PARTS) rmSync(fresh + part, { force: true });
  copyFileSync(path, fresh);
  stripBackup(fresh);
  // Also where the database was taken away and its log was not.
  const there = PARTS.filter((part) => existsSync(target + part));
  const previous = there.length ? `${target}.before-restore-${now.replace(/[:.]/g, '-')}` : undefined;
  for (const part of there) renameSync(target + part, previous + part);
  renameSync(fresh, target);
  return previous;
}
