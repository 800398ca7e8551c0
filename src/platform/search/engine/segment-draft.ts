import type { EntryRow } from './entry-row.js';
import type { Analyzer } from './analyzer.js';
import { layOutSegment } from './segment-layout.js';

/** For each number that words are known by outside: the draft that met one last, and the number it has there. */
let metBy = new Uint32Array(1 << 12);
let metAs = new Uint32Array(1 << 12);
let drafts = 0;

function makeRoomFor(known: number): void {
  const longer = (array: Uint32Array) => {
    const copy = new Uint32Array(1 << (32 - Math.clz32(known)));
    copy.set(array);
    return copy;
  };
  metBy = longer(metBy);
  metAs = longer(metAs);
}

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
  private readonly own = (drafts = (drafts + 1) >>> 0);

  /** The draft's number for a word; `known` is what it may be known by outside (see `WordReader`), -1 for nothing. */
  numberOf(word: string, known = -1): number {
    if (known < 0) return this.lookUp(word);
    if (known >= metBy.length) makeRoomFor(known);
    const number = metAs[known]!;
    // Another word may go by it by now.
    if (metBy[known] === this.own && this.words[number] === word) return number;
    metBy[known] = this.own;
    return (metAs[known] = this.lookUp(word));
  }

  private lookUp(word: string): number {
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

  toBytes(analyzer: Analyzer): Uint8Array {
    return layOutSegment(this, analyzer);
  }
}
