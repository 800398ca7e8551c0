// What a text is cut into; knows nothing of how.
import { knownWord } from './known-words.js';

/** What a token is: needed by queries only. */
export const TokenKind = { word: 0, whole: 1, part: 2, character: 3, pair: 4, triple: 5 } as const;

/** Collects tokens. */
export class TokenSink {
  readonly words: string[] = [];
  readonly positions: number[] = [];
  readonly kinds: number[] = [];
  /** The numbers of known words, see known-words.ts, and `UNKNOWN`. */
  readonly numbers: number[] = [];
  /** The next free position. */
  next = 0;
  /** In words. */
  length = 0;

  push(word: string, position: number, kind: number): void {
    this.words.push(word);
    this.positions.push(position);
    this.kinds.push(kind);
    this.numbers.push(UNKNOWN);
  }

  pushWord(word: string): void {
    this.push(word, this.next++, TokenKind.word);
    this.length++;
  }

  /** A known word. */
  pushKnown(number: number): void {
    this.words.push(knownWord(number));
    this.positions.push(this.next++);
    this.kinds.push(TokenKind.word);
    this.numbers.push(number);
    this.length++;
  }
}

/** The number of a word that is not among the known ones. */
export const UNKNOWN = -1;
