import type { EntryRow } from './entry-row.js';
import { type Analyzer, clipWord } from './analyzer.js';
import { layOutSegment } from './segment-layout.js';
import { longer } from './string-pool.js';
import { borrowMemory, giveBack, type WordMemory } from './word-memory.js';

/**
 * A segment while it is being written: words get numbers in the order they come, a text is a run of codes in the
 * grammar of the forward store (word + 1, or 0 and an escape).
 */
export class SegmentDraft {
  readonly rows: EntryRow[] = [];
  /** Each word's number in the memory. */
  words = new Uint32Array(1 << 6);
  wordCount = 0;
  readonly titles: (readonly number[])[] = [];
  /** Where each row's codes start; the last one is where they end. */
  readonly codeStarts: number[] = [0];
  codes = new Uint32Array(4096);
  codeCount = 0;
  private readonly memory: WordMemory;

  constructor(private readonly analyzer: Analyzer) {
    this.memory = borrowMemory(analyzer);
  }

  /** The draft's number for a word; `known` is what it may be known by outside (see `WordReader`), -1 for nothing. */
  numberOf(word: string, known = -1): number {
    const { memory } = this;
    // A word known outside is short: it is not looked at.
    const inMemory = memory.numberOf(known < 0 ? clipWord(word) : word, known);
    const number = memory.markOf(inMemory);
    if (number >= 0) return number;
    if (this.wordCount === this.words.length) this.words = longer(this.words, 0);
    this.words[this.wordCount] = inMemory;
    memory.mark(inMemory, this.wordCount);
    return this.wordCount++;
  }

  push(code: number): void {
    if (this.codeCount === this.codes.length) this.codes = longer(this.codes, 0);
    this.codes[this.codeCount++] = code;
  }

  pushEscape(code: number): void {
    this.push(0);
    this.push(code);
  }

  /** Ends an entry: its text's codes have been pushed since the last call. */
  endEntry(row: EntryRow, title: readonly number[]): void {
    this.rows.push(row);
    this.titles.push(title);
    this.codeStarts.push(this.codeCount);
  }

  /** The segment; nothing can be added any more. */
  toBytes(): Uint8Array {
    const bytes = layOutSegment(this, this.memory);
    giveBack(this.memory, this.analyzer);
    return bytes;
  }
}
