/**
 * Runs many small batches of statements in one SQLite transaction, so that one fsync serves them all. Must know nothing
 * of TypeORM or of what the statements mean.
 */
import type { Database as SqliteConnection, Statement as Prepared } from 'better-sqlite3';
import { type SqlValue, type Statement, UnexpectedChanges } from './statement.js';

/** What became of one batch: rows changed by each statement, or why it was rolled back. */
export type BatchOutcome = { changes: number[] } | { error: unknown };

/** What a statement changes besides its values: a page of a table and one of an index. Bytes. */
const STATEMENT_BYTES = 8192;

export class GroupCommit {
  private readonly prepared = new Map<string, Prepared>();
  /** Bytes of the transaction that is open. */
  private written = 0;

  /** @param wrote is told after every commit about how many bytes it wrote */
  constructor(
    private readonly connection: SqliteConnection,
    private readonly wrote: (bytes: number) => void = () => undefined,
  ) {}

  /** Commits all batches that succeed; a batch that fails is rolled back alone. */
  run(batches: readonly (readonly Statement[])[]): BatchOutcome[] {
    try {
      return this.inTransaction(() => batches.map((batch) => ({ changes: this.execute(batch) })));
    } catch (error) {
      return batches.length === 1 ? [{ error }] : this.runApart(batches);
    }
  }

  /** One of them failed: again, each behind a savepoint of its own. Rare, so the common path pays no savepoints. */
  private runApart(batches: readonly (readonly Statement[])[]): BatchOutcome[] {
    try {
      return this.inTransaction(() => batches.map((batch) => this.isolated(batch)));
    } catch {
      // Where the disk is full SQLite takes back the whole transaction, savepoints and all: each must stand alone.
      return batches.map((batch) => this.alone(batch));
    }
  }

  private alone(batch: readonly Statement[]): BatchOutcome {
    try {
      return { changes: this.inTransaction(() => this.execute(batch)) };
    } catch (error) {
      return { error };
    }
  }

  private inTransaction<T>(work: () => T): T {
    this.prepare('BEGIN IMMEDIATE').run();
    this.written = 0;
    try {
      const result = work();
      this.prepare('COMMIT').run();
      this.wrote(this.written);
      return result;
    } catch (error) {
      if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
      throw error;
    }
  }

  private isolated(batch: readonly Statement[]): BatchOutcome {
    this.connection.exec('SAVEPOINT one_batch');
    try {
      const changes = this.execute(batch);
      this.connection.exec('RELEASE one_batch');
      return { changes };
    } catch (error) {
      if (!this.connection.inTransaction) throw error;
      this.connection.exec('ROLLBACK TO one_batch');
      this.connection.exec('RELEASE one_batch');
      return { error };
    }
  }

  private execute(batch: readonly Statement[]): number[] {
    return batch.map(({ sql, params, expect }, index) => {
      this.written += STATEMENT_BYTES + lengthOf(params);
      const { changes } = this.prepare(sql).run(params.map(toSqlite));
      if (expect !== undefined && changes !== expect) throw new UnexpectedChanges(index, changes);
      return changes;
    });
  }

  private prepare(sql: string): Prepared {
    let statement = this.prepared.get(sql);
    if (!statement) {
      if (this.prepared.size > 500) this.prepared.clear();
      statement = this.connection.prepare(sql);
      this.prepared.set(sql, statement);
    }
    return statement;
  }
}

function lengthOf(values: readonly SqlValue[]): number {
  let length = 0;
  for (const value of values) if (typeof value === 'string' || value instanceof Uint8Array) length += value.length;
  return length;
}

/** SQLite has no booleans, and better-sqlite3 binds neither them nor plain Uint8Arrays of other realms. */
export function toSqlite(value: SqlValue): string | number | bigint | Uint8Array | null {
  return typeof value === 'boolean' ? Number(value) : value;
}
