/** Makes rows of what PostgreSQL sends as text. */
import type { Row } from '../database.js';

/** How a column of a result is read. */
export interface Column {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

/** A row that is not as its statement was described when it was prepared. */
export class UnexpectedColumns extends Error {}

export function rowOf(columns: readonly Column[], fields: readonly (string | null)[]): Row {
  if (columns.length !== fields.length) throw new UnexpectedColumns('a row of other columns than were described');
  const row: Row = {};
  for (let i = 0; i < fields.length; i++) {
    const { name, parse } = columns[i]!;
    const field = fields[i]!;
    row[name] = field === null ? null : parse(field);
  }
  return row;
}
