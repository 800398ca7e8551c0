/** Column types for migrations that mean the same on both databases, so that the drift test stays silent. */
import type { QueryRunner, TableColumnOptions } from 'typeorm';

type Extra = Partial<TableColumnOptions>;

export interface Columns {
  /** UUID: native on PostgreSQL (16 bytes), text on SQLite. */
  id(name: string, extra?: Extra): TableColumnOptions;
  text(name: string, extra?: Extra): TableColumnOptions;
  /** Short text. */
  word(name: string, extra?: Extra): TableColumnOptions;
  /** ISO-8601 UTC with milliseconds. */
  time(name: string, extra?: Extra): TableColumnOptions;
  integer(name: string, extra?: Extra): TableColumnOptions;
  bytes(name: string, extra?: Extra): TableColumnOptions;
}

export function columnsFor(runner: QueryRunner): Columns {
  const isPostgres = runner.connection.options.type === 'postgres';
  const column =
    (type: string) =>
    (name: string, extra: Extra = {}): TableColumnOptions => ({ name, type, ...extra });
  return {
    id: column(isPostgres ? 'uuid' : 'varchar'),
    text: column('text'),
    word: column('varchar'),
    time: column('varchar'),
    integer: column('integer'),
    bytes: column(isPostgres ? 'bytea' : 'blob'),
  };
}
