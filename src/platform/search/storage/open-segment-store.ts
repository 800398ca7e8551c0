import type { SegmentStore, StoreLocation } from './segment-store.js';

/** Loads the driver of the dialect and no other: a small install must not carry PostgreSQL's. */
export async function openSegmentStore(location: StoreLocation): Promise<SegmentStore> {
  const { dialect, sqlitePath, postgresUrl, preparedStatements = true, statementMs } = location;
  if (dialect === 'postgres' && postgresUrl !== undefined) {
    const { limitsOf, PostgresSegmentStore } = await import('./postgres-segment-store.js');
    return new PostgresSegmentStore(postgresUrl, preparedStatements, limitsOf(statementMs));
  }
  if (sqlitePath === undefined) throw new Error(`search has no ${dialect} database to read from`);
  const { SqliteSegmentStore } = await import('./sqlite-segment-store.js');
  return new SqliteSegmentStore(sqlitePath);
}
