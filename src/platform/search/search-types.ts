import type { EntryRole } from './engine/index-reader.js';

/** Which of an owner's two indexes: chunks of documents, or messages of sessions. */
export type Corpus = 'documents' | 'messages';

/** One thing that can be found. Replacing an entry is remove + build in one transaction. */
export interface IndexEntry {
  /** UUID of the chunk or message. */
  id: string;
  /** UUID of its document or session. */
  group: string;
  /** Place within the group, from 0; neighbours differ by 1. */
  ordinal: number;
  /** Heading path or document title, scored as a field of its own. */
  title?: string;
  text: string;
  /** Who speaks; indexed like a title where there is no title. */
  name?: string;
  role?: EntryRole;
  /** Milliseconds since the epoch. */
  createdAt?: number;
}

/** Plain JSON-like data: it crosses a thread boundary. */
export type RankerOptions = Record<string, unknown>;

/** A query as a vector. */
export interface QueryVector {
  /** UUID of the embedding profile. */
  profile: string;
  values: Float32Array;
  /** 0..1: how far these vectors are believed where they are added to a ranking by words. */
  trust: number;
}

export interface SearchRequest {
  /** User id. */
  owner: string;
  corpus: Corpus;
  query: string;
  limit: number;
  /** Only entries of these groups; an empty list finds nothing. */
  groups?: readonly string[];
  /** `dense`: by the vector alone. Otherwise by words, and by the vector too where one is given. */
  mode?: string;
  /** Search by meaning too: the query as a vector of length 1, and the profile whose vectors it is comparable with. */
  vector?: QueryVector;
  /** Ask each hit for the parts of its score. */
  explain?: boolean;
  /** Handed to the ranker of the corpus as it is. */
  options?: RankerOptions;
}

export interface SearchHit {
  id: string;
  group: string;
  ordinal: number;
  /** Higher is better; comparable within one result only. */
  score: number;
  /** Parts of the score by name. */
  explain?: Record<string, number>;
}

export interface SearchHits {
  hits: SearchHit[];
  /** Live entries that were searched. */
  entries: number;
  /** Live entries that have a vector of the profile asked for; undefined where no vector was given. */
  vectors?: number;
  /** Milliseconds in the engine, loading of segments included. */
  took: number;
  /** Milliseconds of these in which the thread did nothing else. */
  held: number;
}
