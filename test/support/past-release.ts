/** A database as an earlier release left it: its migrations, and rows in every table they made. */
import { DataSource, type Table, type TableColumn } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import type { DatabaseConfig } from '../../src/config/database.config.js';
import { writerOptions } from '../../src/platform/database/data-source-options.js';

const ROWS = 3;
/** Not ours to fill or compare: the log of migrations, and what SQLite keeps for itself. */
const OTHERS = /^(schema_migrations|sqlite_.*)$/;

export type Rows = Record<string, Record<string, unknown>[]>;

/** Opens without running anything: what is there is looked at, not changed. */
export async function openPlain(config: DatabaseConfig, upTo = Infinity): Promise<DataSource> {
  const migrations = MIGRATIONS.filter(({ name }) => Number(/\d+$/.exec(name)![0]) <= upTo);
  return new DataSource(writerOptions(config, config.sqlitePath ?? '', { entities: [], migrations })).initialize();
}

/** Runs the migrations up to that time and fills every table. */
export async function makePastRelease(config: DatabaseConfig, upTo: number): Promise<void> {
  const source = await openPlain(config, upTo);
  await source.runMigrations({ transaction: 'all' });
  const left = await source.createQueryRunner().getTables(await tableNames(source));
  const made: Rows = {};
  while (left.length) {
    const at = left.findIndex((table) =>
      parentsOf(table).every((name) => name === ownName(table.name) || name in made),
    );
    const [table] = left.splice(Math.max(at, 0), 1);
    made[ownName(table!.name)] = await fill(source, table!, made);
  }
  await source.destroy();
}

/** Every row of every table but the log of migrations, in a fixed order. */
export async function allRows(source: DataSource): Promise<Rows> {
  const rows: Rows = {};
  for (const name of await tableNames(source)) {
    const found = await source.query<Record<string, unknown>[]>(`SELECT * FROM "${name}"`);
    rows[name] = found.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  }
  return rows;
}

async function tableNames(source: DataSource): Promise<string[]> {
  const sql =
    source.options.type === 'postgres'
      ? "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
      : "SELECT name FROM sqlite_master WHERE type = 'table'";
  const found = await source.query<{ name: string }[]>(sql);
  return found
    .map(({ name }) => name)
    .filter((name) => !OTHERS.test(name))
    .sort();
}

const ownName = (name: string): string => name.split('.').at(-1)!.replaceAll('"', '');
const parentsOf = (table: Table): string[] => table.foreignKeys.map((key) => ownName(key.referencedTableName));

async function fill(source: DataSource, table: Table, made: Rows): Promise<Record<string, unknown>[]> {
  const rows = Array.from({ length: ROWS }, (_, i) => rowOf(table, made, i));
  const isPostgres = source.options.type === 'postgres';
  for (const row of rows) {
    const names = Object.keys(row);
    const marks = names.map((_, n) => (isPostgres ? `$${n + 1}` : '?'));
    const sql = `INSERT INTO "${ownName(table.name)}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${marks.join(', ')})`;
    await source.query(sql, Object.values(row));
  }
  return rows;
}

function rowOf(table: Table, made: Rows, i: number): Record<string, unknown> {
  const columns = table.columns.filter(({ isGenerated, generatedType }) => !isGenerated && !generatedType);
  const row = Object.fromEntries(columns.map((column) => [column.name, valueOf(column, i)]));
  for (const key of table.foreignKeys) {
    const parent = made[ownName(key.referencedTableName)]?.[i];
    // A row that leads to its own table leads nowhere yet.
    key.columnNames.forEach((name, n) => {
      if (parent) row[name] = parent[key.referencedColumnNames[n]!];
      else if (!table.primaryColumns.some((column) => column.name === name)) row[name] = null;
    });
  }
  return row;
}

/** Different in every row, and the same each time. */
function valueOf({ type, name, isArray }: TableColumn, i: number): unknown {
  if (isArray) return [i + 1];
  if (/int|oid|numeric|real|double|float/i.test(type)) return i + 1;
  if (/bool/i.test(type)) return true;
  if (/blob|bytea/i.test(type)) return Buffer.from([i, 1, 2, 3]);
  if (/json/i.test(type)) return '{}';
  if (/timestamp/i.test(type)) return `2026-01-0${i + 1}T00:00:00.000Z`;
  if (/_at$|_until$|_after$/.test(name)) return `2026-01-0${i + 1}T00:00:00.000Z`;
  return `00000000-0000-7000-8000-${name.length.toString().padStart(4, '0')}0000000${i}`;
}
