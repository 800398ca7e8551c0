/**
 * Keeps a second server off the same SQLite file. The lock is a transaction on a small SQLite file beside the database,
 * so the operating system releases it however the process ends, also by kill -9.
 */
import SqliteConnection from 'better-sqlite3';

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
      throw new Error(`another server is running on ${databasePath}; stop it, or give this one another DATA_DIR`, {
        cause: error,
      });
    }
    throw error;
  }
  return { release: () => connection.close() };
}
