import type { Corpus } from '../search-types.js';

/** A stored segment, without its bytes. */
export interface SegmentRow {
  id: string;
  entries: number;
  bytes: number;
}

/** Hides the entries of `target` (entry id or group id) in segments whose id is lower than `before`. */
export interface DeletionRow {
  target: string;
  before: string;
  /** ISO-8601. */
  createdAt: string;
}

/** What an owner's index consists of, at one moment. */
export interface SegmentList {
  /** By id: oldest first. */
  segments: SegmentRow[];
  deletions: DeletionRow[];
}

/** What a search needs to know of an owner's index, at one moment: cheaper to read than the whole list. */
export interface IndexState {
  /** Ids of the segments, oldest first. */
  segments: string[];
  /** By target. */
  deletions: DeletionRow[];
  /** Bytes of segments that came along. */
  brought: ReadonlyMap<string, Uint8Array>;
}

/** Whose vectors of which profile. */
export interface VectorKey {
  owner: string;
  corpus: Corpus;
  profile: string;
}

/** Reads segments over a connection of its own, so that it works inside a worker thread. Rows out, nothing else. */
export interface SegmentStore {
  /** Both lists in one snapshot: a replacement is seen whole or not at all. */
  list(owner: string, corpus: Corpus): Promise<SegmentList>;
  /**
   * In one snapshot as well. Given the ids of the segments the caller holds, a store to which asking again is dear brings
   * along the bytes of a few small ones that are not `known`; any others are to be loaded.
   */
  state(owner: string, corpus: Corpus, known?: readonly string[]): Promise<IndexState>;
  /** Bytes by id; an id that was merged away meanwhile is missing. */
  load(owner: string, corpus: Corpus, ids: readonly string[]): Promise<Map<string, Uint8Array>>;
  /** Ids of the owner's vector blocks under a profile, oldest first. */
  listVectors(key: VectorKey): Promise<string[]>;
  /** Bytes by id; an id that was merged away meanwhile is missing. */
  loadVectors(key: VectorKey, ids: readonly string[]): Promise<Map<string, Uint8Array>>;
  /** Bytes of the profile's centre; undefined for a profile that is gone. */
  centreOf(profile: string): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

/** Where a worker finds the database; plain data, because it crosses a thread boundary. */
export interface StoreLocation {
  dialect: 'sqlite' | 'postgres';
  /** Absolute path. */
  sqlitePath?: string;
  postgresUrl?: string;
  /** PostgreSQL: whether statements are prepared on the connection. */
  preparedStatements?: boolean;
  /** PostgreSQL: how long one statement may take, in milliseconds. */
  statementMs?: number;
}

/** A row of the list query, the same on both databases: `before` is null on segments. */
export interface ListedRow {
  id: string;
  entries: number;
  bytes: number;
  before: string | null;
  created_at: string | null;
}

/** A row of the state query: `before` is null on segments, and `data` on all rows but those that bring bytes. */
export interface StateRow {
  id: string;
  before: string | null;
  created_at: string | null;
  data?: Uint8Array | null;
}

export function toIndexState(rows: readonly StateRow[]): IndexState {
  const segments: string[] = [];
  const deletions: DeletionRow[] = [];
  const brought = new Map<string, Uint8Array>();
  for (const { id, before, created_at, data } of rows) {
    if (data) brought.set(id, data);
    else if (before === null) segments.push(id);
    else deletions.push({ target: id, before, createdAt: created_at ?? '' });
  }
  segments.sort();
  deletions.sort((a, b) => (a.target < b.target ? -1 : 1));
  return { segments, deletions, brought };
}

export function toSegmentList(rows: readonly ListedRow[]): SegmentList {
  const list: SegmentList = { segments: [], deletions: [] };
  for (const { id, entries, bytes, before, created_at } of rows) {
    if (before === null) list.segments.push({ id, entries, bytes });
    else list.deletions.push({ target: id, before, createdAt: created_at ?? '' });
  }
  list.segments.sort((a, b) => (a.id < b.id ? -1 : 1));
  return list;
}
