/** Copies the rows of a table that are not over yet. */
import type { Database, Row } from '../../platform/database/database.js';
import type { SqlValue, Statement } from '../../platform/database/statement.js';
import type { MoveProgress } from './move-progress.js';
import { quoted, tablePages } from './table-pages.js';
import type { TableShape } from './table-shape.js';

/** Values of one statement; both databases take more. */
const VALUES = 16_000;

/** Rows and how far it has come are written together, so that it can be gone on with from wherever it was cut. */
export async function copyTable(
  source: Database,
  target: Database,
  shape: TableShape,
  progress: MoveProgress,
): Promise<void> {
  for await (const { rows, last } of tablePages(source, shape, await progress.of(shape.name))) {
    await target.batch([...inserts(shape, rows), progress.at(shape.name, last)]);
  }
}

function inserts({ name, columns }: TableShape, rows: readonly Row[]): Statement[] {
  const names = [...columns.keys()];
  const most = Math.max(1, Math.floor(VALUES / names.length));
  const statements: Statement[] = [];
  for (let from = 0; from < rows.length; from += most) {
    const some = rows.slice(from, from + most);
    const places = some.map(() => `(${names.map(() => '?').join(', ')})`).join(', ');
    statements.push({
      sql: `INSERT INTO ${quoted(name)} (${names.map(quoted).join(', ')}) VALUES ${places}`,
      params: some.flatMap((row) => names.map((column) => row[column] as SqlValue)),
      expect: some.length,
    });
  }
  return statements;
}
