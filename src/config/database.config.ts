import { isAbsolute, join, resolve } from 'node:path';
import type { Environment } from './variables.js';

export type Dialect = 'sqlite' | 'postgres';

/** How long things may take on PostgreSQL; milliseconds. */
export interface DatabaseTimeouts {
  connect: number;
  statement: number;
  lock: number;
  idleTransaction: number;
}

/** Which database, and how it is reached. */
export class DatabaseConfig {
  readonly dialect: Dialect;
  /** SQLite: absolute path of the file; undefined for a private temporary database (`sqlite::memory:`). */
  readonly sqlitePath?: string;
  readonly postgresUrl?: string;
  /** PostgreSQL as one session from the first statement to the last, which a pooler in between may not give. */
  readonly directUrl?: string;
  readonly poolSize: number;
  /** PostgreSQL: statements that repeat are prepared on each connection; a pooler may not allow it. */
  readonly preparedStatements: boolean;
  /** How its connections are named on PostgreSQL; servers say whether they read or write. */
  readonly applicationName?: string;
  /** PostgreSQL; undefined: no limits. */
  readonly timeouts?: DatabaseTimeouts;
  /** Empty: no Redis. */
  readonly redisUrl: string;
  readonly redisPrefix: string;
  readonly searchWorkers?: number;
  readonly searchCacheBytes: number;

  constructor(env: Environment) {
    const url = env.DATABASE_URL ?? `sqlite:${join(resolve(env.DATA_DIR), 'rai.sqlite')}`;
    this.poolSize = env.DATABASE_POOL_SIZE;
    this.preparedStatements = env.DATABASE_PREPARED_STATEMENTS;
    this.timeouts = {
      connect: env.DATABASE_CONNECT_TIMEOUT_MS,
      statement: env.DATABASE_STATEMENT_TIMEOUT_MS,
      lock: env.DATABASE_LOCK_TIMEOUT_MS,
      idleTransaction: env.DATABASE_IDLE_TRANSACTION_TIMEOUT_MS,
    };
    this.redisUrl = env.REDIS_URL;
    this.redisPrefix = env.REDIS_PREFIX;
    this.searchWorkers = env.SEARCH_WORKERS;
    this.searchCacheBytes = env.SEARCH_CACHE_MB * 1024 * 1024;
    if (/^postgres(ql)?:\/\//.test(url)) {
      this.dialect = 'postgres';
      this.postgresUrl = url;
      this.directUrl = env.DATABASE_DIRECT_URL ?? url;
      return;
    }
    this.dialect = 'sqlite';
    const path = url.replace(/^sqlite:/, '');
    if (path !== ':memory:') this.sqlitePath = isAbsolute(path) ? path : resolve(path);
  }

  /** What is wrong with a DATABASE_URL, or undefined. */
  static problem(url: string | undefined): string | undefined {
    if (url === undefined || /^sqlite:.+/.test(url)) return undefined;
    if (/^postgres(ql)?:\/\//.test(url)) return URL.canParse(url) ? undefined : 'is not a valid postgres:// URL';
    return 'must begin with sqlite: or postgres://, e.g. sqlite:./data/rai.sqlite';
  }
}
