/**
 * What SQLite's planner is told of the tables. Nearly every index begins with the account, and without statistics the
 * planner takes an account for ten rows: it then reads all of one where an index would find a single row. Measured ones
 * (ANALYZE) would change with the data, and plans with them; these are the same everywhere. The table and its format are
 * documented for this use: https://www.sqlite.org/optoverview.html#manual_control_of_query_plans_using_sqlite_stat_tables
 * and https://www.sqlite.org/fileformat2.html#stat1tab.
 */
import type { Database as SqliteConnection } from 'better-sqlite3';

/** A large table, and a large account in it. */
const ROWS = 1_000_000;
const ROWS_OF_OWNER = 20_000;
/** Of an index over a few rows only, such as those of running turns. */
const FEW = 100;
const FEW_OF_OWNER = 10;
/** Rows of one thing that belongs to an account: a conversation, a document. */
const ROWS_OF_THING = 20;
/** Columns that have few values within an account: naming one says little. */
const COARSE = new Set(['collection_id', 'corpus', 'kind', 'mark', 'profile_id', 'role', 'state']);
/** Old turns are asked for by the time they ended; told of their number, the planner goes through all to find them in order. */
const UNTOLD = new Set(['turns']);

interface IndexRow {
  tbl: string;
  idx: string;
  is_unique: number;
  is_partial: number;
  /** Names in order, joined by commas; an expression has none. */
  columns: string;
}

const INDEXES = `
  SELECT t.name AS tbl, i.name AS idx, i."unique" AS is_unique, i.partial AS is_partial,
    (SELECT group_concat(coalesce(name, '')) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) AS columns
  FROM sqlite_schema t JOIN pragma_index_list(t.name) i
  WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY t.name, i.name`;

/** Writes them where they are not there yet; statements prepared afterwards are planned by them. */
export function setPlannerStatistics(connection: SqliteConnection): void {
  const indexes = connection.prepare<[], IndexRow>(INDEXES).all();
  const told = indexes.filter(({ tbl }) => !UNTOLD.has(tbl));
  const wanted = told.map((index) => ({ tbl: index.tbl, idx: index.idx, stat: statisticsOf(index) }));
  const hasTable = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'").get() !== undefined;
  // It is made by ANALYZE and by nothing else; of the schema itself there is nothing to measure.
  if (!hasTable) connection.exec('ANALYZE sqlite_schema');
  const known = connection.prepare('SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY tbl, idx').all();
  if (JSON.stringify(known) === JSON.stringify(wanted)) return;
  connection.transaction(() => {
    connection.exec('DELETE FROM sqlite_stat1');
    const insert = connection.prepare('INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)');
    for (const { tbl, idx, stat } of wanted) insert.run(tbl, idx, stat);
  })();
  connection.exec('ANALYZE sqlite_schema');
}

/** Rows in the index, then how many share the first column, the first two, and so on. */
function statisticsOf({ is_unique, is_partial, columns }: IndexRow): string {
  const names = columns.split(',');
  const [rows, owners] = is_partial ? [FEW, FEW_OF_OWNER] : [ROWS, ROWS_OF_OWNER];
  const shares: number[] = [];
  let same = rows;
  for (const [at, name] of names.entries()) {
    if (name === 'user_id') same = Math.min(same, owners);
    else if (COARSE.has(name)) same = Math.ceil(same / 4);
    else same = Math.min(ROWS_OF_THING, Math.ceil(same / 10));
    shares.push(is_unique && at === names.length - 1 ? 1 : same);
  }
  return [rows, ...shares].join(' ');
}
