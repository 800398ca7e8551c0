import SqliteConnection from 'better-sqlite3';
import type { Corpus } from '../search-types.js';
import {
  type IndexState,
  type ListedRow,
  type SegmentList,
  type SegmentStore,
  type StateRow,
  toIndexState,
  toSegmentList,
  type VectorKey,
} from './segment-store.js';

// One statement, so one snapshot. `data` comes after these columns in a row, so no blob is touched.
const LIST = `
  SELECT id, entries, bytes, NULL AS before, NULL AS created_at FROM search_segments WHERE user_id = @owner AND corpus = @corpus
  UNION ALL
  SELECT target_id, 0, 0, before_segment, created_at FROM search_deletions WHERE user_id = @owner AND corpus = @corpus`;
// Of segments the key alone, which its index holds: after every commit of another connection SQLite reads the pages it
// needs anew, and each row of the table is on another page. Nothing is brought along: to ask again is cheap here.
const STATE = `
  SELECT id, NULL AS before, NULL AS created_at FROM search_segments WHERE user_id = @owner AND corpus = @corpus
  UNION ALL
  SELECT target_id, before_segment, created_at FROM search_deletions WHERE user_id = @owner AND corpus = @corpus`;
const LOAD = 'SELECT data FROM search_segments WHERE user_id = ? AND corpus = ? AND id = ?';
const LIST_VECTORS =
  'SELECT id FROM vector_blocks WHERE user_id = @owner AND corpus = @corpus AND profile_id = @profile ORDER BY id';
const LOAD_VECTORS =
  'SELECT data FROM vector_blocks WHERE user_id = @owner AND corpus = @corpus AND profile_id = @profile AND id = @id';
const CENTRE = 'SELECT centre FROM embedding_profiles WHERE id = ?';

export class SqliteSegmentStore implements SegmentStore {
  private readonly connection: SqliteConnection.Database;
  private readonly listStatement: SqliteConnection.Statement<[{ owner: string; corpus: Corpus }], ListedRow>;
  private readonly stateStatement: SqliteConnection.Statement<[{ owner: string; corpus: Corpus }], StateRow>;
  private readonly loadStatement: SqliteConnection.Statement<string[], { data: Buffer }>;
  private readonly listVectorsStatement: SqliteConnection.Statement<[VectorKey], { id: string }>;
  private readonly loadVectorsStatement: SqliteConnection.Statement<[VectorKey & { id: string }], { data: Buffer }>;
  private readonly centreStatement: SqliteConnection.Statement<[string], { centre: Buffer }>;

  constructor(path: string) {
    this.connection = new SqliteConnection(path, { readonly: true });
    this.connection.pragma('busy_timeout = 5000');
    this.connection.pragma('query_only = ON');
    this.connection.pragma('mmap_size = 268435456');
    this.listStatement = this.connection.prepare(LIST);
    this.stateStatement = this.connection.prepare(STATE);
    this.loadStatement = this.connection.prepare(LOAD);
    this.listVectorsStatement = this.connection.prepare(LIST_VECTORS);
    this.loadVectorsStatement = this.connection.prepare(LOAD_VECTORS);
    this.centreStatement = this.connection.prepare(CENTRE);
  }

  list(owner: string, corpus: Corpus): Promise<SegmentList> {
    return Promise.resolve(toSegmentList(this.listStatement.all({ owner, corpus })));
  }

  state(owner: string, corpus: Corpus): Promise<IndexState> {
    return Promise.resolve(toIndexState(this.stateStatement.all({ owner, corpus })));
  }

  load(owner: string, corpus: Corpus, ids: readonly string[]): Promise<Map<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>();
    for (const id of ids) {
      const row = this.loadStatement.get(owner, corpus, id);
      if (row) found.set(id, row.data);
    }
    return Promise.resolve(found);
  }

  listVectors(key: VectorKey): Promise<string[]> {
    return Promise.resolve(this.listVectorsStatement.all(key).map(({ id }) => id));
  }

  loadVectors(key: VectorKey, ids: readonly string[]): Promise<Map<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>();
    for (const id of ids) {
      const row = this.loadVectorsStatement.get({ ...key, id });
      if (row) found.set(id, row.data);
    }
    return Promise.resolve(found);
  }

  centreOf(profile: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.centreStatement.get(profile)?.centre);
  }

  close(): Promise<void> {
    this.connection.close();
    return Promise.resolve();
  }
}
