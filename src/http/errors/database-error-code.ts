import type { ErrorCode } from '../../common/error-codes.js';

/** SQLite result codes, PostgreSQL SQLSTATEs and errno names that mean something to a client. */
const BY_CODE: Record<string, ErrorCode> = {
  SQLITE_FULL: 'storage_full',
  ENOSPC: 'storage_full',
  EDQUOT: 'storage_full',
  '53100': 'storage_full',
  SQLITE_BUSY: 'overloaded',
  SQLITE_LOCKED: 'overloaded',
  '40001': 'overloaded',
  '40P01': 'overloaded',
  '53200': 'overloaded',
  '55P03': 'overloaded',
  '25P03': 'overloaded',
  '57014': 'overloaded',
  '53300': 'database_unavailable',
  '57P01': 'database_unavailable',
  '57P02': 'database_unavailable',
  '57P03': 'database_unavailable',
  ECONNREFUSED: 'database_unavailable',
  ECONNRESET: 'database_unavailable',
  EHOSTUNREACH: 'database_unavailable',
  ENOTFOUND: 'database_unavailable',
  ETIMEDOUT: 'database_unavailable',
  // An id that is no UUID reached a query: it names nothing.
  '22P02': 'not_found',
  // What a row belongs to was deleted since it was looked for.
  '23503': 'not_found',
  SQLITE_CONSTRAINT_FOREIGNKEY: 'not_found',
  '22021': 'validation_failed',
};

/** pg reports these without a code. */
const LOST_CONNECTION = /^Connection terminated|^Query read timeout|^Client has encountered a connection/;
/** Said by its pool where no connection came free in time; one that cannot be made is said to be terminated. */
const POOL_FULL = /^timeout exceeded when trying to connect/;

/** The code for an error of the database or the disk, found anywhere in its chain of causes; undefined for others. */
export function databaseErrorCode(error: unknown, depth = 0): ErrorCode | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined;
  const { code, driverError, cause } = error as Error & { code?: unknown; driverError?: unknown };
  if (typeof code === 'string') {
    // SQLite's extended codes begin with the primary one: SQLITE_BUSY_SNAPSHOT.
    const primary = code.split('_').slice(0, 2).join('_');
    const known = BY_CODE[code] ?? BY_CODE[primary] ?? (/^08/.test(code) ? 'database_unavailable' : undefined);
    if (known) return known;
  }
  if (POOL_FULL.test(error.message)) return 'overloaded';
  if (LOST_CONNECTION.test(error.message)) return 'database_unavailable';
  return databaseErrorCode(driverError, depth + 1) ?? databaseErrorCode(cause, depth + 1);
}
