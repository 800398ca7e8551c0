/** Moves an instance from one database to another, either way: the same rows, the same files, checked. */
import { AppError } from '../../common/app-error.js';
import type { Database } from '../../platform/database/database.js';
import { copyTable } from './copy-table.js';
import { MoveProgress } from './move-progress.js';
import type { Side } from './open-side.js';
import { quoted } from './table-pages.js';
import { type TableShape, tableShapes } from './table-shape.js';
import { tableSum, type TableSum } from './table-sum.js';

export interface MovedTable extends TableSum {
  name: string;
}

export interface MoveOptions {
  /** Whatever lies beside the database; a move that was cut here does it again. */
  files(): Promise<void>;
  say(line: string): void;
}

/** Can be cut at any moment and begun again: it goes on where it was. Throws a sentence where it must not be done. */
export async function move(source: Side, target: Side, { files, say }: MoveOptions): Promise<MovedTable[]> {
  const shapes = await commonShapes(source, target);
  const progress = new MoveProgress(target.database);
  const begun = await progress.begun();
  if (begun === undefined) await assertEmpty(target, shapes);
  else if (begun !== source.name) {
    throw new AppError('conflict', `${target.name} holds a part of ${begun}; empty it, or move that to the end`);
  } else say('Going on with the move that was cut.');
  if (begun === undefined) await progress.begin(source.name);
  for (const shape of shapes) await copyTable(source.database, target.database, shape, progress);
  const moved: MovedTable[] = [];
  for (const shape of shapes) moved.push(await compared(source.database, target.database, shape));
  await files();
  await progress.end();
  return moved;
}

async function compared(source: Database, target: Database, shape: TableShape): Promise<MovedTable> {
  const [was, is] = [await tableSum(source, shape), await tableSum(target, shape)];
  if (was.rows === is.rows && was.checksum === is.checksum) return { name: shape.name, ...is };
  const counts = `${was.rows} rows (${was.checksum}) became ${is.rows} (${is.checksum})`;
  throw new AppError('conflict', `the table ${shape.name} did not arrive as it was: ${counts}`);
}

/** Of both sides, which must have run the same migrations. */
async function commonShapes(source: Side, target: Side): Promise<TableShape[]> {
  const [was, is] = [await migrationsOf(source.database), await migrationsOf(target.database)];
  if (was.join() !== is.join()) {
    const missing = is.find((name) => !was.includes(name));
    const mend = missing ? 'run `rai migrate` on it first' : 'use the version that made it';
    throw new AppError('conflict', `${source.name} has another schema than this version; ${mend}`);
  }
  const shapes = await tableShapes(source.database);
  const other = new Map((await tableShapes(target.database)).map((shape) => [shape.name, shape]));
  for (const { name, columns } of shapes) {
    const same = JSON.stringify([...columns]) === JSON.stringify([...(other.get(name)?.columns ?? [])]);
    if (!same) throw new AppError('conflict', `the table ${name} is not the same on both sides`);
  }
  return shapes;
}

async function migrationsOf(database: Database): Promise<string[]> {
  const rows = await database.rows<{ name: string }>('SELECT name FROM schema_migrations ORDER BY timestamp');
  return rows.map(({ name }) => name);
}

async function assertEmpty(target: Side, shapes: readonly TableShape[]): Promise<void> {
  for (const { name } of shapes) {
    const rows = await target.database.rows(`SELECT 1 AS one FROM ${quoted(name)} LIMIT 1`);
    if (rows.length) throw new AppError('conflict', `${target.name} is not empty: there are rows in ${name}`);
  }
}
