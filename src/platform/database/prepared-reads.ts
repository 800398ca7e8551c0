/** Reads on one SQLite connection by prepared statements; anything that would write is refused. Knows no transactions. */
import type { Database as SqliteConnection, Statement as Prepared } from 'better-sqlite3';
import type { Row } from './database.js';
import { toSqlite } from './group-commit.js';
import type { SqlValue } from './statement.js';

const MOST_PREPARED = 500;

export class PreparedReads {
  private readonly prepared = new Map<string, Prepared>();

  constructor(private readonly connection: SqliteConnection) {}

  /** Throws on a statement that is not a read. */
  all(sql: string, params: readonly SqlValue[]): Row[] {
    return this.prepare(sql).all(params.map(toSqlite)) as Row[];
  }

  private prepare(sql: string): Prepared {
    let statement = this.prepared.get(sql);
    if (!statement) {
      statement = this.connection.prepare(sql);
      if (!statement.readonly) throw new Error('a statement that writes must go through the write queue');
      if (this.prepared.size >= MOST_PREPARED) this.prepared.clear();
      this.prepared.set(sql, statement);
    }
    return statement;
  }
}
