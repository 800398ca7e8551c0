import type { Statement } from '../database/statement.js';
import type { Corpus, IndexEntry, SearchHits, SearchRequest } from './search-types.js';

/**
 * Lexical search over what an owner has written or uploaded: the port and its Nest token.
 * Writes are handed back as statements, so that an index entry commits together with the row it stands for.
 */
export abstract class SearchIndex {
  /**
   * Analyses the entries off the event loop and gives the statements that add them. They become visible to search
   * when the caller's transaction commits, all at once. No entries, no statements.
   */
  abstract build(owner: string, corpus: Corpus, entries: readonly IndexEntry[]): Promise<Statement[]>;

  /**
   * The statements that hide entries, by entry id or group id. They touch only what was built before this call:
   * to replace, call remove() first and build() after it, and run the statements in that order in one transaction.
   */
  abstract remove(owner: string, corpus: Corpus, targets: readonly string[]): Statement[];

  /** Sees every write committed before the call. Never throws because of what the query says. */
  abstract search(request: SearchRequest, signal?: AbortSignal): Promise<SearchHits>;

  /**
   * Merges small segments and drops hidden entries on the way; safe at any time and on several replicas at once.
   * With `purge`, afterwards no word of a hidden entry is left in the index.
   */
  abstract compact(owner: string, corpus: Corpus, options?: { purge?: boolean }): Promise<void>;

  /** Ends the workers; waits for what they are doing. */
  abstract close(): Promise<void>;
}
