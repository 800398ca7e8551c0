/** Reads on one SQLite connection by prepared statements; anything that would write is refused. Knows no transactions. */
import { compileFunction } from 'node:vm';
import type { Database as SqliteConnection } from 'better-sqlite3';
import type { Row } from './database.js';
import { toSqlite } from './group-commit.js';
import type { SqlValue } from './statement.js';

const MOST_PREPARED = 500;

interface Read {
  /** Gives each row as the list of its values. */
  all: (params: readonly unknown[]) => unknown[];
  toRow: (values: unknown) => Row;
}

export class PreparedReads {
  private readonly prepared = new Map<string, Read>();

  constructor(private readonly connection: SqliteConnection) {}

  /** Throws on a statement that is not a read. */
  all(sql: string, params: readonly SqlValue[]): Row[] {
    const { all, toRow } = this.prepare(sql);
    const rows = all(params.map(toSqlite));
    for (let at = 0; at < rows.length; at++) rows[at] = toRow(rows[at]);
    return rows as Row[];
  }

  private prepare(sql: string): Read {
    let read = this.prepared.get(sql);
    if (!read) {
      const statement = this.connection.prepare(sql);
      if (!statement.readonly) throw new Error('a statement that writes must go through the write queue');
      statement.raw(true);
      const columns = statement.columns().map(({ name }) => name);
      read = { all: (given) => statement.all(given), toRow: rowMaker(columns) };
      if (this.prepared.size >= MOST_PREPARED) this.prepared.clear();
      this.prepared.set(sql, read);
    }
    return read;
  }
}

/**
 * Makes an object of the values of a row. The driver sets one property after the other by its name, which takes longer
 * than reading the row; this is an object literal with the statement's columns, which V8 makes in one step.
 */
function rowMaker(columns: readonly string[]): (values: unknown) => Row {
  const members = columns.map((name, at) => `${JSON.stringify(name)}: values[${at}]`);
  return compileFunction(`return { ${members.join(', ')} };`, ['values']) as (values: unknown) => Row;
}
