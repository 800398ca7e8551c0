// Reads a text to whoever indexes it: its words, with positions and sentences; knows nothing of indexes or ranking.
import { knownWord } from './known-words.js';
import { plainText } from './plain-text.js';
import { splitSentences } from './split-sentences.js';
import type { TokenSink } from './token-sink.js';
import { tokenizePlain } from './tokenize-plain.js';
import { normalizeText, tokenize } from './tokenize.js';

/** Listens to a text. */
export interface TextReader {
  /** The next word, if there is one, begins a sentence. */
  sentence: () => void;
  /**
   * The next word, folded. Positions ascend: a compound and its first part share one, so do a character and the pair it
   * begins. `known`: a number that stands for this word alone, and that it usually has again, -1 for none.
   */
  word: (word: string, position: number, known: number) => void;
}

/** The number of a word that is not among the known ones. */
const UNKNOWN = -1;

class ReadTokens implements TokenSink {
  next = 0;
  length = 0;

  constructor(private readonly reader: TextReader) {}

  push(word: string, position: number): void {
    this.reader.word(word, position, UNKNOWN);
  }

  pushWord(word: string): void {
    this.reader.word(word, this.next++, UNKNOWN);
    this.length++;
  }

  pushKnown(number: number): void {
    this.reader.word(knownWord(number), this.next++, number);
    this.length++;
  }
}

/**
 * NFKC, lower case, accents off. Alphabetic scripts give words; `camelCase`, `snake_case`, `ERR-12`, `a/b.ts` the joined
 * whole and the parts; Han, kana and Hangul characters and pairs; Thai, Lao, Khmer and Burmese runs of three.
 * Linear in the text. Gives the length for length normalization, in words of an alphabetic script: a Han character counts
 * 0.6, a Thai one 0.25.
 */
export function readText(text: string, reader: TextReader): number {
  const sink = new ReadTokens(reader);
  const plain = plainText(text);
  for (const { start, end } of splitSentences(text, plain)) {
    reader.sentence();
    if (plain) tokenizePlain(text, plain, sink, start, end);
    else readSentence(text.slice(start, end), sink);
  }
  return sink.length;
}

/** A text with other characters has plain sentences too. */
function readSentence(sentence: string, sink: ReadTokens): void {
  const plain = plainText(sentence);
  if (plain) tokenizePlain(sentence, plain, sink, 0, sentence.length);
  else tokenize(normalizeText(sentence), sink);
}
