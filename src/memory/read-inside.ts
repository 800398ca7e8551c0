import type { EntityManager } from 'typeorm';

/** Rows of other rooms' tables as a transaction sees them; `?` placeholders, ids only. */
export function readInside<T extends object>(
  manager: EntityManager,
  sql: string,
  params: readonly string[],
): Promise<T[]> {
  let n = 0;
  const isPostgres = manager.connection.options.type === 'postgres';
  return manager.query<T[]>(isPostgres ? sql.replace(/\?/g, () => `$${++n}`) : sql, [...params]);
}
