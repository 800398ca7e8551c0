/** The settings every SQLite connection of ours runs with, and the check that they took. */
import type { Database as SqliteConnection } from 'better-sqlite3';

const EXPECTED = {
  journal_mode: 'wal',
  synchronous: 2,
  foreign_keys: 1,
  busy_timeout: 5000,
  secure_delete: 1,
} as const;

/**
 * WAL: readers do not wait for the writer. FULL: an acknowledged commit survives power loss (NORMAL survives only a
 * killed process, unless somebody else syncs the log: see wal-sync.ts). secure_delete: what was deleted is overwritten, so that "forget" means it.
 */
export function setPragmas(connection: SqliteConnection): void {
  connection.pragma('busy_timeout = 5000');
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  connection.pragma('foreign_keys = ON');
  connection.pragma('secure_delete = ON');
  connection.pragma('cache_size = -65536');
  connection.pragma('mmap_size = 268435456');
  connection.pragma('temp_store = MEMORY');
  connection.pragma('wal_autocheckpoint = 4000');
}

/** Throws if a setting that the promises rest on did not take (a network file system refuses WAL, for one). */
export function checkPragmas(connection: SqliteConnection): void {
  for (const [name, wanted] of Object.entries(EXPECTED)) {
    const found = connection.pragma(name, { simple: true });
    if (found !== wanted) {
      throw new Error(
        `SQLite runs with ${name}=${String(found)} instead of ${wanted}; is the data folder on a network disk?`,
      );
    }
  }
}
