/**
 * Keeps a second server off the same SQLite file. The lock is a transaction on a small SQLite file beside the database,
 * so the operating system releases it however the process ends, also by kill -9.
 */
import SqliteConnection from 'better-sqlite3';
import { AppError } from '../../common/app-error.js';

export interface ServerLock {
  release(): void;
}

/** Takes the lock or throws a sentence that says who must be stopped. */
export function takeServerLock(databasePath: string): ServerLock {
  const connection = new SqliteConnection(`${databasePath}.lock`, { timeout: 0 });
  try {
    connection.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    connection.close();
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) {
      const sentence = `another server is running on ${databasePath}; stop it, or give this one another DATA_DIR`;
      throw new AppError('conflict', sentence, { cause: error });
    }
    throw error;
  }
  return { release: () => connection.close() };
}
