/** The database, shared stores, search and file limits. */
import { z } from 'zod';
import { milliseconds, positive, postgresUrl, redisUrl, text, wholeNumber, yesNo } from '../variable-kinds.js';
import { variable } from './variable.js';

export const DATA_VARIABLES = {
  DATABASE_URL: variable(
    'Data',
    text.optional(),
    undefined,
    'sqlite:<path>, sqlite::memory: or postgres://user:password@host/database; a SQLite file in DATA_DIR unless set',
    true,
  ),
  DATABASE_POOL_SIZE: variable('Data', positive.max(200), '20', 'PostgreSQL connections of one server'),
  DATABASE_CONNECT_TIMEOUT_MS: variable(
    'Data',
    milliseconds,
    '3000',
    'PostgreSQL: longest wait for a connection, also for a free one of the pool',
  ),
  DATABASE_STATEMENT_TIMEOUT_MS: variable(
    'Data',
    milliseconds,
    '30000',
    'PostgreSQL: longest run of one statement; migrations have no limit',
  ),
  DATABASE_LOCK_TIMEOUT_MS: variable(
    'Data',
    milliseconds,
    '10000',
    'PostgreSQL: longest wait for a lock of somebody else',
  ),
  DATABASE_IDLE_TRANSACTION_TIMEOUT_MS: variable(
    'Data',
    milliseconds,
    '30000',
    'PostgreSQL: a transaction that does nothing for so long is ended, so that a lost server holds no locks',
  ),
  DATABASE_DIRECT_URL: variable(
    'Data',
    postgresUrl.optional(),
    undefined,
    'PostgreSQL past a pooler that gives out connections by transaction: for migrations and signals; DATABASE_URL unless set',
    true,
  ),
  DATABASE_PREPARED_STATEMENTS: variable(
    'Data',
    yesNo,
    'on',
    'PostgreSQL: prepare statements that repeat; off behind a pooler that gives out connections by transaction',
  ),
  REDIS_URL: variable(
    'Data',
    redisUrl,
    '',
    'redis://… or rediss://…: live turns, counters and jobs are shared by several servers; empty: each keeps its own',
    true,
  ),
  REDIS_PREFIX: variable(
    'Data',
    z.string().regex(/^[A-Za-z0-9_.-]{1,32}$/, { error: 'must be 1 to 32 letters, digits, _, . or -' }),
    'rai',
    'Begins every key in Redis: installations that share one need different prefixes',
  ),
  SEARCH_WORKERS: variable(
    'Data',
    wholeNumber.max(32).optional(),
    undefined,
    'Threads that search and index; unless set one less than the cores, two at most',
  ),
  SEARCH_CACHE_MB: variable('Data', positive, '256', 'Memory for opened search segments, all threads together'),
  FILE_LIMIT_BYTES: variable('Data', positive, '26214400', 'Largest uploaded file'),
  FILE_QUOTA_BYTES: variable('Data', positive, '1073741824', 'Bytes of files one account may keep'),
  DOCUMENT_READERS: variable(
    'Data',
    positive.max(32),
    '1',
    'Processes that read uploaded documents at once; one that meets a hostile file may take 200 MB',
  ),
  DOCUMENT_QUOTA: variable('Data', positive, '100000', 'Documents one account may keep'),
} as const;
