/** Database on one SQLite file: one writing connection behind the write queue, and reads that cannot write. */
import type { Database as SqliteConnection } from 'better-sqlite3';
import type { DataSource, EntityManager } from 'typeorm';
import type { Foreground } from '../foreground/foreground.js';
import { Database, type Row } from './database.js';
import { PreparedReads } from './prepared-reads.js';
import type { SqlValue, Statement } from './statement.js';
import { type CommitWatch, WriteQueue } from './write-queue.js';

/** The better-sqlite3 connection inside a TypeORM data source. */
export function connectionOf(dataSource: DataSource): SqliteConnection {
  return (dataSource.driver as unknown as { databaseConnection: SqliteConnection }).databaseConnection;
}

export class SqliteDatabase extends Database {
  readonly dialect = 'sqlite';
  readonly postgresUrl = undefined;
  private readonly queue: WriteQueue;
  private readonly settled: PreparedReads;
  private readonly apart: PreparedReads;

  constructor(
    writer: DataSource,
    private readonly readSource: DataSource,
    readonly sqlitePath: string,
    foreground: Foreground,
    private readonly watch?: CommitWatch,
  ) {
    super(foreground);
    this.queue = new WriteQueue(writer, connectionOf(writer), watch);
    this.settled = new PreparedReads(connectionOf(writer));
    this.apart = new PreparedReads(connectionOf(readSource));
  }

  override get isLogThreadUp(): boolean | undefined {
    return this.watch?.isSyncing?.();
  }

  protected readManager(): EntityManager {
    return this.readSource.manager;
  }

  /**
   * The writing connection answers wherever no transaction is open on it: its page cache knows what it wrote, while each
   * commit throws away that of any other connection, and then a read costs twice as much.
   */
  protected readRows(sql: string, params: readonly SqlValue[]): Promise<Row[]> {
    try {
      const reads = this.queue.isSettled ? this.settled : this.apart;
      return Promise.resolve(reads.all(sql, params));
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  protected transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.queue.transaction(work);
  }

  protected commitBatch(statements: readonly Statement[], committed?: () => void): Promise<number[]> {
    return this.queue.batch(statements, committed);
  }
}
