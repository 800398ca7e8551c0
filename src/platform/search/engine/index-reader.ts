import type { Scoreboard } from './scoreboard.js';
import type { StringTable } from './string-table.js';

/**
 * What a ranker sees of one owner's index: numbered entries, their columns, and classes of words with their postings.
 * Everything is in memory and synchronous. Entries are numbered 0..size-1 over all segments; deleted ones keep their
 * number but appear in no postings. Numbers mean nothing outside one reader.
 */
export interface IndexReader {
  /** How many entry numbers there are, deleted entries included: the length of a score array. */
  readonly size: number;
  /** N: entries that are not deleted. */
  readonly liveCount: number;
  /** Mean lengthOf() of the live entries; 1 when there is none. */
  readonly averageLength: number;
  /** Mean length of a live entry's text in UTF-16 code units; 1 when there is none. */
  readonly averageChars: number;
  /** How many group numbers there are; the length of a group score array. Some may hold no live entry. */
  readonly groupCount: number;
  /** Groups with at least one live entry. */
  readonly liveGroupCount: number;

  isLive(entry: number): boolean;
  /** UUID of the entry (chunk, message). */
  idOf(entry: number): string;
  /**
   * Order of two entries by id: for ties, where entry numbers would let the result depend on how entries are spread
   * over segments.
   */
  compareIds(a: number, b: number): number;
  /** Number of its group (document, session), 0..groupCount-1. */
  groupOf(entry: number): number;
  ordinalOf(entry: number): number;
  /** Length of the text in words of an alphabetic script, as analyzeText() counts it; may be a fraction. */
  lengthOf(entry: number): number;
  /** UTF-16 code units of the text. */
  charsOf(entry: number): number;
  /** Words in the title (for an entry without one: in the speaker's name). */
  titleLengthOf(entry: number): number;
  /** Milliseconds since the epoch, 0 when not given. */
  createdAtOf(entry: number): number;
  roleOf(entry: number): EntryRole;
  /** The speaker as given, '' when there is none. */
  nameOf(entry: number): string;
  /** Sum of ENTRY_FLAGS. */
  flagsOf(entry: number): number;

  /** UUID of a group. */
  groupId(group: number): string;
  /** Number of the group with this UUID, -1 when it has no entry. */
  groupNumber(id: string): number;
  /** Live entries of a group in the order of their ordinals; none for -1. */
  entriesOf(group: number): Uint32Array;
  /** The live entry at `ordinal` of the group, -1 when there is none. */
  entryAt(group: number, ordinal: number): number;
  /** The live entry of the same group whose ordinal is `step` higher, -1 when there is none. */
  entryBeside(entry: number, step: number): number;
  /** lengthOf() of all live entries of the group together. */
  groupLengthOf(group: number): number;
  /** Distinct speakers' names; one that only deleted entries have may still be among them. */
  names(): readonly string[];

  /** The class of exactly these surface words, as analyzeText() cut them. */
  wordClass(words: readonly string[]): WordClass;
  /** All words of the index with this stem. */
  stemClass(stem: string): WordClass;
  /** All words of the index that contain this character gram (as gramsOf() gives it). */
  gramClass(gram: string): WordClass;
  /** The words that have at least the share `least` of these grams. */
  alikeClass(grams: readonly string[], least: number): WordClass;
  /** The cost of gramClass(), without making the class. */
  gramCost(gram: string): number;
  /** A word counts once, however many of the classes it is in. */
  union(classes: readonly WordClass[]): WordClass;

  /** Exact number of live entries that hold a word of the class. Decodes the postings (kept for the class object). */
  documentFrequency(terms: WordClass): number;
  /** The class's postings, merged and in no promised order: entry numbers, and how often in text and title. */
  forEachPosting(terms: WordClass, visit: (entry: number, inText: number, inTitle: number) => void): void;
  /** The same as arrays, a run a segment: for loops that must not call anything. */
  runsOf(terms: WordClass): readonly PostingRun[];
  /** ln(1 + (N - df + 0.5) / (df + 0.5)), Lucene's BM25 idf: never negative. */
  idf(documentFrequency: number): number;

  /** A zeroed array with a score for each entry. */
  newScores(): Float32Array;
  /** A zeroed array with a score for each group. */
  newGroupScores(): Float32Array;
  /** Adds weight × BM25 (k1 1.2, b 0.75) of the class, taken as one term, to every entry that holds it; gives its df. */
  accumulate(terms: WordClass, weight: number, scores: Float32Array, options?: AccumulateOptions): number;
  /** accumulate() for few entries out of many. */
  accumulateOn(board: Scoreboard, terms: WordClass, weight: number, options?: AccumulateOptions): number;
  /** The same with groups as the texts: tf and length summed over the group, df counted in groups; gives that df. */
  accumulateGroups(terms: WordClass, weight: number, scores: Float32Array): number;
  /** The `limit` best live entries with a score above 0, best first; ties by id. */
  best(scores: Float32Array, limit: number, mask?: EntryMask): Uint32Array;
  /** The entries of these groups (by UUID), for best() and accumulate(). */
  maskOfGroups(groupIds: readonly string[]): EntryMask;
  /** These entries, for accumulate(): scores a costly class over candidates only. */
  maskOfEntries(entries: ArrayLike<number>): EntryMask;

  /** Finds where the classes occur in a candidate's text: for phrases, proximity, best sentence. At most 254 classes. */
  matcher(classes: readonly WordClass[]): Matcher;
  /** The entry's words by number; the arrays are overwritten by the next call. */
  textOf(entry: number): EntryWords;
  /** The dictionary of a segment of the index. */
  vocabularyOf(segment: number): StringTable;
  /** The words of a class in a segment's dictionary, ascending. */
  wordsIn(terms: WordClass, segment: number): readonly number[];
  /** The text's words in order, for rare looks at an entry (names, entities, explanations). */
  wordsOf(entry: number): string[];
}

/** 1 where an entry is in; its length is the reader's size. */
export type EntryMask = Uint8Array;

/** Some words of the index's dictionary, scored as if they were one word. Made by a reader and good for that reader only. */
export interface WordClass {
  /** Number of dictionary words in the class, summed over segments; 0: nothing matches. */
  readonly wordCount: number;
  /** Upper bound of its df, known without reading postings: what cut-offs look at. */
  readonly cost: number;
}

/** A class's postings in one segment, and the columns of the segment's entries. */
export interface PostingRun {
  /** The run is at from..to of `entries`, `texts` and `titles`. */
  readonly from: number;
  readonly to: number;
  /** Numbers within the segment, ascending only where the class is one word. */
  readonly entries: Uint32Array;
  readonly texts: Uint16Array;
  /** Undefined: the words are in no title. */
  readonly titles?: Uint16Array;
  /** Added to a number within the segment it gives the reader's. */
  readonly base: number;
  /** By number within the segment, in so many units of a word. */
  readonly lengths: Uint32Array;
  readonly lengthUnits: number;
  /** By number within the segment: the segment's number of its group, which `groups` turns into the reader's. */
  readonly entryGroups: Uint32Array;
  readonly groups: Uint32Array;
}

export interface AccumulateOptions {
  /** What one occurrence in the title counts in occurrences in the text; default 0 (titles do not score). */
  titleWeight?: number;
  /** Score these entries only; df and idf stay those of the whole index. */
  only?: EntryMask;
  /** Use this idf instead of the one that follows from the class's df. */
  idf?: number;
}

/** Looks into single entries; the arrays it hands out are overwritten by the next call. */
export interface Matcher {
  /** Finds all occurrences in the entry's text; gives `this` to read them from. */
  match(entry: number): Matches;
  /** The same in the entry's title (the speaker's name where there is none): one sentence, positions from 0. */
  matchTitle(entry: number): Matches;
}

/** An entry's words in order: the title's, then the text's. */
export interface EntryWords {
  /** Number of its segment, whose dictionary `words` are numbers of. */
  readonly segment: number;
  readonly count: number;
  /** So many of them are the title's (the speaker's name where there is none). */
  readonly titleCount: number;
  readonly words: Uint32Array;
  /** Of the text's words, not of the title's: place in the text, from 0; adjacent words differ by 1. */
  readonly positions: Uint32Array;
  /** Of the text's words: number of the sentence, from 0. */
  readonly sentences: Uint32Array;
}

/** Occurrences in order of position; a word that is in two classes gives two occurrences at one position. */
export interface Matches {
  readonly count: number;
  /** Index into the matcher's classes. */
  readonly terms: Uint8Array;
  /** Word position in the text, from 0; adjacent words differ by 1. */
  readonly positions: Uint32Array;
  /** Number of the sentence the word is in, from 0. */
  readonly sentences: Uint32Array;
  /** Sentences in the text, at least 1. */
  readonly sentenceCount: number;
}

export type EntryRole = 'user' | 'assistant' | 'system' | 'tool' | '';

export const ENTRY_FLAGS = {
  /** The text has a question mark of any script. */
  question: 1,
  /** The text has a digit. */
  number: 2,
  /** The text's last character other than space is a question mark. */
  endsWithQuestion: 4,
} as const;
