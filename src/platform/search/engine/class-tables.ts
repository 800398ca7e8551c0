/** Tables of a dictionary from a stem or a gram to the words that have it, as they are stored. */
import type { Analyzer } from './analyzer.js';
import { keysOfWords } from './keys-of-words.js';
import { buildWordLists, turnRound, type WordListParts } from './word-lists.js';

/** The words of a segment in their order, and the number of postings of each. */
export interface Dictionary {
  words: readonly string[];
  counts: ArrayLike<number>;
}

/** A stem that stands for nothing but the word it equals is left out: the dictionary has it. */
export function stemTable({ words, counts }: Dictionary, analyzer: Analyzer): WordListParts {
  const isTheWord = (stem: string, count: number, first: number) => count === 1 && words[first] === stem;
  return buildWordLists(turnRound(keysOfWords(words, 'stem', analyzer)), counts, isTheWord);
}

export function gramTable({ words, counts }: Dictionary, analyzer: Analyzer): WordListParts {
  return buildWordLists(turnRound(keysOfWords(words, 'gram', analyzer)), counts);
}
