/** TypeORM options of the writing and the reading data source for either database. */
import type { Database as SqliteConnection } from 'better-sqlite3';
import type { DataSourceOptions, MixedList } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { NO_ANSWER_MS } from '../../common/vanished-host.js';
import type { DatabaseConfig } from '../../config/database.config.js';
import { setPragmas } from './sqlite-pragmas.js';

export interface Schema {
  entities: MixedList<Function>;
  migrations: MixedList<Function>;
}

export function writerOptions(config: DatabaseConfig, sqlitePath: string, schema: Schema): DataSourceOptions {
  const shared = { ...schema, migrationsTransactionMode: 'all' as const, migrationsTableName: 'schema_migrations' };
  if (config.dialect === 'postgres') return { ...postgres(config, false), ...shared };
  return { type: 'better-sqlite3', database: sqlitePath, prepareDatabase: setPragmas, ...shared };
}

export function readerOptions(config: DatabaseConfig, sqlitePath: string, schema: Schema): DataSourceOptions {
  const { entities } = schema;
  if (config.dialect === 'postgres') return { ...postgres(config, true), entities };
  const prepareDatabase = (connection: SqliteConnection) => {
    // SQLite's own knows only ASCII; PostgreSQL's knows every script. No index is built on it.
    connection.function('lower', { deterministic: true }, (text) =>
      typeof text === 'string' ? text.toLowerCase() : text,
    );
    connection.pragma('busy_timeout = 5000');
    connection.pragma('mmap_size = 268435456');
    connection.pragma('cache_size = -65536');
  };
  return { type: 'better-sqlite3', database: sqlitePath, readonly: true, prepareDatabase, entities };
}

/** For migrations, which may take long: without the limits of requests. PostgreSQL only. */
export function migratorOptions(config: DatabaseConfig, schema: Schema): DataSourceOptions {
  const options = writerOptions(config, '', schema) as PostgresDataSourceOptions;
  const extra = { keepAlive: true };
  const url = config.directUrl ?? config.postgresUrl;
  return { ...options, url, extra, poolSize: 2, applicationName: config.applicationName ?? 'rai-chat migrator' };
}

function postgres(config: DatabaseConfig, readOnly: boolean) {
  const { connect, statement, lock, idleTransaction } = config.timeouts ?? {};
  return {
    type: 'postgres' as const,
    url: config.postgresUrl,
    poolSize: Math.max(2, Math.floor(config.poolSize / 2)),
    applicationName: config.applicationName ?? (readOnly ? 'rai-chat reader' : 'rai-chat writer'),
    connectTimeoutMS: connect,
    extra: {
      keepAlive: true,
      statement_timeout: statement,
      lock_timeout: lock,
      idle_in_transaction_session_timeout: idleTransaction,
      // The server ends a statement itself; this is for a server that is gone without a word.
      query_timeout: statement && statement + NO_ANSWER_MS,
      options: readOnly ? '-c default_transaction_read_only=on' : undefined,
    },
  };
}
