/** Database on PostgreSQL: a pool for writes and a pool whose sessions are read-only, so that the same guard holds. */
import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { Foreground } from '../foreground/foreground.js';
import { Database, type Row } from './database.js';
import { executeOn } from './execute-on.js';
import { toPostgresPlaceholders } from './placeholders.js';
import type { SqlValue, Statement } from './statement.js';
import { YoungStatistics } from './young-statistics.js';

/** serialization_failure and deadlock_detected: the transaction did nothing and may be run again. */
const RETRYABLE = new Set(['40001', '40P01']);
const ATTEMPTS = 4;

export class PostgresDatabase extends Database {
  readonly dialect = 'postgres';
  readonly sqlitePath = undefined;
  private readonly logger = new Logger(PostgresDatabase.name);
  private readonly statistics = new YoungStatistics(() => this.analyze());

  constructor(
    private readonly writer: DataSource,
    private readonly readSource: DataSource,
    readonly postgresUrl: string,
    foreground: Foreground,
  ) {
    super(foreground);
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
        const changes = await this.writer.transaction((manager) => executeOn(manager, statements));
        this.wrote(changes);
        return changes;
      } catch (error) {
        const code = (error as { code?: string }).code;
        if (!code || !RETRYABLE.has(code) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  protected override wrote(changes: readonly number[]): void {
    this.statistics.wrote(changes.reduce((sum, count) => sum + count, 0));
  }

  private async analyze(): Promise<void> {
    try {
      await this.writer.query('ANALYZE');
    } catch (error) {
      // Its own round comes later; and where the pool is being closed, nobody asks any more.
      if (this.writer.isInitialized) this.logger.warn({ err: error }, 'statistics could not be collected');
    }
  }
}
