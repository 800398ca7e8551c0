// Turns text into the words the index knows, with positions and sentences; knows nothing of indexes, users or ranking.
import { plainText } from './plain-text.js';
import { splitSentences } from './split-sentences.js';
import { TokenSink } from './token-sink.js';
import { tokenizePlain } from './tokenize-plain.js';
import { normalizeText, tokenize } from './tokenize.js';

/** The words of a text as the index stores them. */
export interface TextAnalysis {
  /** Folded words, in order of position. */
  readonly words: string[];
  /** One per word, ascending; a compound and its first part share one, so do a character and the pair it begins. */
  readonly positions: number[];
  /** One per word: its number among the known ones (see known-words.ts) or `UNKNOWN`. */
  readonly numbers: number[];
  /** The first position of every sentence, ascending; the first is 0. Empty only when there are no words. */
  readonly sentences: number[];
  /** The length for length normalization, in words of an alphabetic script: a Han character counts 0.6, a Thai one 0.25. */
  readonly length: number;
}

/**
 * NFKC, lower case, accents off. Alphabetic scripts give words; `camelCase`, `snake_case`, `ERR-12`, `a/b.ts` the joined
 * whole and the parts; Han, kana and Hangul characters and pairs; Thai, Lao, Khmer and Burmese runs of three.
 * Linear in the text; empty text gives empty lists.
 */
export function analyzeText(text: string): TextAnalysis {
  const sink = new TokenSink();
  const sentences: number[] = [];
  const plain = plainText(text);
  for (const { start, end } of splitSentences(text, plain)) {
    const first = sink.next;
    if (plain) tokenizePlain(text, plain, sink, start, end);
    else analyzeSentence(text.slice(start, end), sink);
    if (sink.next > first) sentences.push(first);
  }
  return { words: sink.words, positions: sink.positions, numbers: sink.numbers, sentences, length: sink.length };
}

/** A text with other characters has plain sentences too. */
function analyzeSentence(sentence: string, sink: TokenSink): void {
  const plain = plainText(sentence);
  if (plain) tokenizePlain(sentence, plain, sink, 0, sentence.length);
  else tokenize(normalizeText(sentence), sink);
}
