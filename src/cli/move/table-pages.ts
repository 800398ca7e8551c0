/** Reads a table by its primary key, a page at a time, so that no page is large and any place can be gone on from. */
import type { Database, Row } from '../../platform/database/database.js';
import type { SqlValue } from '../../platform/database/statement.js';
import type { TableShape } from './table-shape.js';

/** Rows of a page; where rows hold bytes each may be a megabyte. */
const ROWS = 1000;
const ROWS_WITH_BYTES = 32;

/** Pages after the key, each with the key it ends at. */
export async function* tablePages(
  database: Database,
  shape: TableShape,
  after?: readonly SqlValue[],
): AsyncGenerator<{ rows: Row[]; last: SqlValue[] }> {
  const keys = shape.key.map(quoted).join(', ');
  const limit = [...shape.columns.values()].includes('bytes') ? ROWS_WITH_BYTES : ROWS;
  const select = `SELECT ${[...shape.columns.keys()].map(quoted).join(', ')} FROM ${quoted(shape.name)}`;
  for (let last = after; ;) {
    const where = last ? `WHERE (${keys}) > (${last.map(() => '?').join(', ')})` : '';
    const rows = await database.rows(`${select} ${where} ORDER BY ${keys} LIMIT ${limit}`, last ?? []);
    if (!rows.length) return;
    last = shape.key.map((name) => rows.at(-1)![name] as SqlValue);
    yield { rows, last: [...last] };
    if (rows.length < limit) return;
  }
}

export const quoted = (name: string) => `"${name}"`;
