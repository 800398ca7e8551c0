import type { Corpus, IndexEntry, SearchHits, SearchRequest } from '../search-types.js';
import type { DeletionRow } from '../storage/segment-store.js';

/** What can be asked of a worker; plain data both ways. */
export interface SearchTasks {
  build(entries: readonly IndexEntry[]): Promise<Uint8Array>;
  search(request: SearchRequest): Promise<SearchHits>;
  /** One round of merging; undefined when there is nothing to do. */
  merge(request: MergeRequest): Promise<MergeResult | undefined>;
}

export interface MergeRequest {
  owner: string;
  corpus: Corpus;
  purge: boolean;
  /** ISO-8601: deletions made later than this stay, for builds that began before them and have not committed yet. */
  settledBefore: string;
}

/** What to write: all of it in one transaction, or nothing. */
export interface MergeResult {
  /** Undefined when no entry was left. */
  added?: { id: string; entries: number; data: Uint8Array };
  removed: string[];
  /** No segment holds anything for these any more. */
  settled: DeletionRow[];
}

export type SearchTask =
  | { kind: 'build'; entries: readonly IndexEntry[] }
  | { kind: 'searches'; requests: readonly SearchRequest[] }
  | { kind: 'merge'; request: MergeRequest };
