/** Database on PostgreSQL: a pool for writes and a pool whose sessions are read-only, so that the same guard holds. */
import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import type { Foreground } from '../foreground/foreground.js';
import { Database, type Row } from './database.js';
import { BatchWriter } from './postgres/batch-writer.js';
import { Connections } from './postgres/connections.js';
import { Preparation } from './postgres/preparation.js';
import { ReadLanes } from './postgres/read-lanes.js';
import type { SqlValue, Statement } from './statement.js';
import { YoungStatistics } from './young-statistics.js';

/** The pool inside a TypeORM data source: what goes past TypeORM shares its connections. */
function poolOf(dataSource: DataSource): Pool {
  return (dataSource.driver as unknown as { master: Pool }).master;
}

export class PostgresDatabase extends Database {
  readonly dialect = 'postgres';
  readonly sqlitePath = undefined;
  private readonly lanes: ReadLanes;
  private readonly writes: BatchWriter;
  private readonly logger = new Logger(PostgresDatabase.name);
  private readonly statistics = new YoungStatistics(() => this.analyze());

  constructor(
    private readonly writer: DataSource,
    private readonly readSource: DataSource,
    readonly postgresUrl: string,
    foreground: Foreground,
    /** Whether what is said often is prepared on each connection. */
    prepares: boolean,
  ) {
    super(foreground);
    const preparation = new Preparation(prepares);
    this.lanes = new ReadLanes(new Connections(poolOf(readSource)), preparation);
    this.writes = new BatchWriter(new Connections(poolOf(writer)), preparation);
  }

  protected readManager(): EntityManager {
    return this.readSource.manager;
  }

  protected readRows(sql: string, params: readonly SqlValue[]): Promise<Row[]> {
    return this.lanes.rows(sql, params);
  }

  protected transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.writer.transaction(work);
  }

  protected async commitBatch(statements: readonly Statement[]): Promise<number[]> {
    const changes = await this.writes.commit(statements);
    this.wrote(changes);
    return changes;
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
