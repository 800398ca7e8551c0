import type { EntryRow } from './entry-row.js';
import type { Analyzer } from './analyzer.js';
import { layOutSegment } from './segment-layout.js';

/**
 * A segment while it is being written: words get numbers in the order they come, a text is a run of codes in the
 * grammar of the forward store (word + 1, or 0 and an escape).
 */
export class SegmentDraft {
  readonly rows: EntryRow[] = [];
  readonly words: string[] = [];
  readonly titles: (readonly number[])[] = [];
  /** Where each row's codes start; the last one is where they end. */
  readonly codeStarts: number[] = [0];
  codes = new Uint32Array(4096);
  codeCount = 0;
  private readonly numbers = new Map<string, number>();

  /** The draft's number for a word. */
  numberOf(word: string): number {
    let number = this.numbers.get(word);
    if (number === undefined) {
      number = this.words.length;
      // A substring keeps the whole text it was cut from alive in V8; the map lives as long as the draft only.
      this.numbers.set(word, number);
      this.words.push(word);
    }
    return number;
  }

  push(code: number): void {
    if (this.codeCount === this.codes.length) {
      const next = new Uint32Array(this.codes.length * 2);
      next.set(this.codes);
      this.codes = next;
    }
    this.codes[this.codeCount++] = code;
  }

  /** Ends an entry: its text's codes have been pushed since the last call. */
  endEntry(row: EntryRow, title: readonly number[]): void {
    this.rows.push(row);
    this.titles.push(title);
    this.codeStarts.push(this.codeCount);
  }

  toBytes(analyzer: Analyzer): Uint8Array {
    return layOutSegment(this, analyzer);
  }
}
