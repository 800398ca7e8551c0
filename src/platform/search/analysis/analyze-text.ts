// The words of a text at a glance, as the index stores them.
import { readText } from './read-text.js';

/** See readText(). */
export interface TextAnalysis {
  /** Folded words, in order of position. */
  readonly words: string[];
  /** One per word, ascending. */
  readonly positions: number[];
  /** The first position of every sentence, ascending; the first is 0. Empty only when there are no words. */
  readonly sentences: number[];
  readonly length: number;
}

/** What readText() reads, in lists; empty text gives empty lists. */
export function analyzeText(text: string): TextAnalysis {
  const [words, positions, sentences]: [string[], number[], number[]] = [[], [], []];
  let begins = false;
  const length = readText(text, {
    sentence: () => (begins = true),
    word: (word, position) => {
      if (begins) sentences.push(position);
      begins = false;
      words.push(word);
      positions.push(position);
    },
  });
  return { words, positions, sentences, length };
}
