/** What the tables of a database look like, as it says itself: names, kinds of columns, keys, and an order for copying. */
import type { Database } from '../../platform/database/database.js';

/** How a value must be read to be the same on both databases. */
export type Kind = 'text' | 'number' | 'bytes';

export interface TableShape {
  name: string;
  /** By name, in alphabetical order. */
  columns: Map<string, Kind>;
  /** Columns of the primary key, in its order. */
  key: string[];
  /** Tables its rows point to. */
  needs: Set<string>;
}

/** Not copied: what a database says about itself, and who leads right now. */
const OWN = new Set(['schema_migrations', 'leases', 'move_progress']);

/** Every table, those that others point to first. */
export async function tableShapes(database: Database): Promise<TableShape[]> {
  const isSqlite = database.dialect === 'sqlite';
  const columns = await database.rows<ColumnRow>(isSqlite ? SQLITE_COLUMNS : POSTGRES_COLUMNS);
  const references = await database.rows<ReferenceRow>(isSqlite ? SQLITE_REFERENCES : POSTGRES_REFERENCES);
  const shapes = new Map<string, TableShape>();
  for (const { table_name: name, column_name: column, type, key_place: place } of columns) {
    if (OWN.has(name)) continue;
    const shape = shapes.get(name) ?? { name, columns: new Map<string, Kind>(), key: [], needs: new Set<string>() };
    shapes.set(name, shape);
    shape.columns.set(column, kindOf(type));
    if (Number(place) > 0) shape.key[Number(place) - 1] = column;
  }
  for (const { table_name: from, needed } of references) if (from !== needed) shapes.get(from)?.needs.add(needed);
  return inOrder([...shapes.values()]);
}

function inOrder(shapes: TableShape[]): TableShape[] {
  const ordered: TableShape[] = [];
  const placed = new Set<string>();
  while (ordered.length < shapes.length) {
    const next = shapes.find(
      ({ name, needs }) => !placed.has(name) && [...needs].every((needed) => placed.has(needed)),
    );
    if (!next) throw new Error('the tables point to each other in a circle');
    placed.add(next.name);
    ordered.push(next);
  }
  return ordered;
}

function kindOf(type: string): Kind {
  if (/blob|bytea/i.test(type)) return 'bytes';
  return /int|real|double|numeric|float/i.test(type) ? 'number' : 'text';
}

interface ColumnRow {
  table_name: string;
  column_name: string;
  type: string;
  /** Place in the primary key from 1; 0: not in it. */
  key_place: number | string;
}

interface ReferenceRow {
  table_name: string;
  needed: string;
}

const SQLITE_COLUMNS = `SELECT t.name AS table_name, c.name AS column_name, c.type AS type, c.pk AS key_place
  FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
  ORDER BY t.name, c.name`;

const SQLITE_REFERENCES = `SELECT DISTINCT t.name AS table_name, f."table" AS needed
  FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f WHERE t.type = 'table'`;

const POSTGRES_COLUMNS = `SELECT t.relname AS table_name, a.attname AS column_name,
    format_type(a.atttypid, a.atttypmod) AS type, coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0) AS key_place
  FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary
  WHERE t.relkind IN ('r', 'p') AND t.relnamespace = current_schema()::regnamespace ORDER BY t.relname, a.attname COLLATE "C"`;

const POSTGRES_REFERENCES = `SELECT DISTINCT t.relname AS table_name, n.relname AS needed
  FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class n ON n.oid = c.confrelid
  WHERE c.contype = 'f' AND t.relnamespace = current_schema()::regnamespace`;
