// What a text is cut into; knows nothing of how.
import { knownWord } from './known-words.js';

/** What a token is: needed by queries only. */
export const TokenKind = { word: 0, whole: 1, part: 2, character: 3, pair: 4, triple: 5 } as const;

/** Takes the tokens of a text, in order of position. */
export interface TokenSink {
  /** The next free position. */
  next: number;
  /** In words. */
  length: number;
  push(word: string, position: number, kind: number): void;
  /** At the next position. */
  pushWord(word: string): void;
  /** The same by the number of a known word, see known-words.ts. */
  pushKnown(number: number): void;
}

/** Collects them. */
export class Tokens implements TokenSink {
  readonly words: string[] = [];
  readonly positions: number[] = [];
  readonly kinds: number[] = [];
  next = 0;
  length = 0;

  push(word: string, position: number, kind: number): void {
    this.words.push(word);
    this.positions.push(position);
    this.kinds.push(kind);
  }

  pushWord(word: string): void {
    this.push(word, this.next++, TokenKind.word);
    this.length++;
  }

  pushKnown(number: number): void {
    this.pushWord(knownWord(number));
  }
}
