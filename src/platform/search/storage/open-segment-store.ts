import type { SegmentStore, StoreLocation } from './segment-store.js';

/** Loads the driver of the dialect and no other: a small install must not carry PostgreSQL's. */
export async function openSegmentStore({ dialect, sqlitePath, postgresUrl }: StoreLocation): Promise<SegmentStore> {
  if (dialect === 'postgres' && postgresUrl !== undefined) {
    const { PostgresSegmentStore } = await import('./postgres-segment-store.js');
    return new PostgresSegmentStore(postgresUrl);
  }
  if (sqlitePath === undefined) throw new Error(`search has no ${dialect} database to read from`);
  const { SqliteSegmentStore } = await import('./sqlite-segment-store.js');
  return new SqliteSegmentStore(sqlitePath);
}
