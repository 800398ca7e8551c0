import type { Statement } from '../database/statement.js';
import type { Corpus } from './search-types.js';

/** The vector of an entry. */
export interface EntryVector {
  /** UUID of the entry. */
  id: string;
  /** Length 1, or all zeros. */
  vector: Float32Array;
}

/** The embedding profile vectors belong to, and the point its codes are centred on. */
export interface VectorProfile {
  id: string;
  centre: Float32Array;
}

/** Which of these entries still exist. */
export type AliveAmong = (ids: readonly string[]) => Promise<ReadonlySet<string>>;

/**
 * Vectors of an owner's entries, beside the index of their words: the port and its Nest token. A vector is found only
 * while the index holds its entry, so hiding an entry hides its vector too.
 */
export abstract class VectorStore {
  /** The statement that adds vectors; they are found once the caller's transaction commits. */
  abstract add(owner: string, corpus: Corpus, profile: VectorProfile, vectors: readonly EntryVector[]): Statement[];
  /** Merges small blocks of a profile into larger ones, without what no longer exists. */
  abstract compact(owner: string, corpus: Corpus, profileId: string, alive: AliveAmong): Promise<void>;
  /** Afterwards no vector of an entry that no longer exists is left, under any profile. */
  abstract purge(owner: string, corpus: Corpus, alive: AliveAmong): Promise<void>;
  /** Everybody's vectors of a profile. */
  abstract drop(profileId: string): Promise<void>;
}
