/** Tables of a dictionary from a stem or a gram to the words that have it, as they are stored. */
import { buildWordLists, turnRound, type WordListParts } from './word-lists.js';
import type { WordMemory } from './word-memory.js';

/** The words of a segment in their order, by their numbers in a memory, and the number of postings of each. */
export interface Dictionary {
  words: Uint32Array;
  counts: ArrayLike<number>;
  memory: WordMemory;
}

/** A stem that stands for nothing but the word it equals is left out: the dictionary has it. */
export function stemTable({ words, counts, memory }: Dictionary): WordListParts {
  const isTheWord = (stem: number, count: number, first: number) => count === 1 && words[first] === stem;
  return buildWordLists(turnRound(memory.stemsOf(words), memory), counts, memory.pool, isTheWord);
}

export function gramTable({ words, counts, memory }: Dictionary): WordListParts {
  return buildWordLists(turnRound(memory.gramsOf(words), memory), counts, memory.pool);
}
