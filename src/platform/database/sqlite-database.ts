/** Database on one SQLite file: one writing connection behind the write queue, one read-only connection for all reads. */
import type { Database as SqliteConnection, Statement as Prepared } from 'better-sqlite3';
import type { DataSource, EntityManager } from 'typeorm';
import { Database, type Row } from './database.js';
import { toSqlite } from './group-commit.js';
import type { SqlValue, Statement } from './statement.js';
import { WriteQueue } from './write-queue.js';

/** The better-sqlite3 connection inside a TypeORM data source. */
export function connectionOf(dataSource: DataSource): SqliteConnection {
  return (dataSource.driver as unknown as { databaseConnection: SqliteConnection }).databaseConnection;
}

export class SqliteDatabase extends Database {
  readonly dialect = 'sqlite';
  readonly postgresUrl = undefined;
  private readonly queue: WriteQueue;
  private readonly readConnection: SqliteConnection;
  private readonly prepared = new Map<string, Prepared>();

  constructor(
    writer: DataSource,
    private readonly readSource: DataSource,
    readonly sqlitePath: string,
  ) {
    super();
    this.queue = new WriteQueue(writer, connectionOf(writer));
    this.readConnection = connectionOf(readSource);
  }

  protected readManager(): EntityManager {
    return this.readSource.manager;
  }

  protected readRows(sql: string, params: readonly SqlValue[]): Promise<Row[]> {
    try {
      return Promise.resolve(this.prepare(sql).all(params.map(toSqlite)) as Row[]);
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  protected transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.queue.transaction(work);
  }

  protected commitBatch(statements: readonly Statement[]): Promise<number[]> {
    return this.queue.batch(statements);
  }

  private prepare(sql: string): Prepared {
    let statement = this.prepared.get(sql);
    if (!statement) {
      if (this.prepared.size > 500) this.prepared.clear();
      statement = this.readConnection.prepare(sql);
      this.prepared.set(sql, statement);
    }
    return statement;
  }
}
