/**
 * Many rows by statements whose text never changes, so that each is prepared once: on SQLite one a row, which costs half
 * of taking JSON apart; on PostgreSQL all in one, which is one round trip. Pure.
 */
import type { Database } from '../../platform/database/database.js';
import type { SqlValue, Statement } from '../../platform/database/statement.js';

export interface Target {
  table: string;
  /** Name and PostgreSQL type; the first is the owner. */
  columns: readonly (readonly [name: string, type: string])[];
  /** Of rows that are there already, `sums` are added to instead. */
  key?: readonly string[];
  sums?: readonly string[];
}

/** Rows of owners that are gone meanwhile are left out. */
export function insertRows(dialect: Database['dialect'], target: Target, rows: readonly SqlValue[][]): Statement[] {
  const { table, columns, key, sums = [] } = target;
  const into = `INSERT INTO ${table} (${columns.map(([name]) => name).join(', ')})`;
  const added = sums.map((name) => `${name} = ${table}.${name} + excluded.${name}`).join(', ');
  const conflict = key ? `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${added}` : '';
  if (dialect === 'sqlite') {
    const values = columns.map(() => '?').join(', ');
    const sql = `${into} SELECT ${values} WHERE EXISTS (SELECT 1 FROM users WHERE id = ?) ${conflict}`;
    return rows.map((row) => ({ sql, params: [...row, row[0]!] }));
  }
  const fields = columns.map(([, type], i) => `CAST(value->>${i} AS ${type})`);
  const sql = `${into} SELECT ${fields.join(', ')} FROM json_array_elements(?::json) AS value
    WHERE ${fields[0]} IN (SELECT id FROM users) ${conflict}`;
  return [{ sql, params: [JSON.stringify(rows)] }];
}
