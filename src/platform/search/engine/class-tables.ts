/** Tables of a dictionary from a stem or a gram to the words that have it, as they are stored. */
import type { Analyzer } from './analyzer.js';
import { buildWordLists, turnRound, type WordListParts } from './word-lists.js';
import type { KeysOfWords, WordMemory } from './word-memory.js';

/** The words of a segment in their order, by their numbers in a memory, and the number of postings of each. */
export interface Dictionary {
  words: Uint32Array;
  counts: ArrayLike<number>;
  memory: WordMemory;
}

/** What a dictionary can be asked by. */
export interface KeyKind {
  /** The keys of some words, by their numbers in the memory. */
  keysOf(memory: WordMemory, words: Uint32Array): KeysOfWords;
  isKeyOf(word: string, key: string, analyzer: Analyzer): boolean;
  table(dictionary: Dictionary): WordListParts;
}

export const STEMS: KeyKind = {
  keysOf: (memory, words) => memory.stemsOf(words),
  isKeyOf: (word, key, analyzer) => analyzer.stemOf(word) === key,
  /** A stem that stands for nothing but the word it equals is left out: the dictionary has it. */
  table({ words, counts, memory }) {
    const isTheWord = (stem: number, count: number, first: number) => count === 1 && words[first] === stem;
    return buildWordLists(turnRound(memory.stemsOf(words), memory), counts, memory.pool, isTheWord);
  },
};

export const GRAMS: KeyKind = {
  keysOf: (memory, words) => memory.gramsOf(words),
  isKeyOf: (word, key, analyzer) => analyzer.gramsOf(word).includes(key),
  table: ({ words, counts, memory }) => buildWordLists(turnRound(memory.gramsOf(words), memory), counts, memory.pool),
};
