/** Database on PostgreSQL: a pool for writes and a pool whose sessions are read-only, so that the same guard holds. */
import type { DataSource, EntityManager } from 'typeorm';
import { Database, type Row } from './database.js';
import { executeOn } from './execute-on.js';
import { toPostgresPlaceholders } from './placeholders.js';
import type { SqlValue, Statement } from './statement.js';

/** serialization_failure and deadlock_detected: the transaction did nothing and may be run again. */
const RETRYABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 4;

export class PostgresDatabase extends Database {
  readonly dialect = 'postgres';
  readonly sqlitePath = undefined;

  constructor(
    private readonly writer: DataSource,
    private readonly readSource: DataSource,
    readonly postgresUrl: string,
  ) {
    super();
  }

  protected readManager(): EntityManager {
    return this.readSource.manager;
  }

  protected readRows(sql: string, params: readonly SqlValue[]): Promise<Row[]> {
    return this.readSource.query(toPostgresPlaceholders(sql), [...params]);
  }

  protected transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.writer.transaction(work);
  }

  protected async commitBatch(statements: readonly Statement[]): Promise<number[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.writer.transaction((manager) => executeOn(manager, statements));
      } catch (error) {
        const code = (error as { code?: string }).code;
        if (!code || !RETRYABLE.has(code) || attempt === ATTEMPTS) throw error;
      }
    }
  }
}
