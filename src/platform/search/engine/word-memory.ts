import type { Analyzer } from './analyzer.js';
import type { StringTable } from './string-table.js';
import { longer, StringPool } from './string-pool.js';

/** With more words, stems and grams than that, all are forgotten. */
const MOST = 150_000;
/** Places for numbers that words are known by outside: a power of two. */
const KNOWN = 1 << 15;

/** The keys (stem, grams) of some words: those of the word at w are at starts[w] .. starts[w + 1], each once. */
export interface KeysOfWords {
  /** Numbers of strings in the memory's pool. */
  keys: Uint32Array;
  starts: Uint32Array;
}

/**
 * Words by number, with their stems and grams, which are strings of the same pool: most of a segment's dictionary was in
 * the last one's, and is not cut, encoded and hashed again. It is borrowed by one at a time.
 */
export class WordMemory {
  readonly pool = new StringPool();
  /** Where words stand by the numbers they are known by outside: that number + 1, then the word's number here. */
  private known = new Uint32Array(1 << 8);
  /** By word: the number of its stem + 1, 0 where nobody has asked; and the place of its grams in `grams` + 1. */
  private stems = new Uint32Array(1 << 8);
  private gramsAt = new Uint32Array(1 << 8);
  /** Of each word: how many it has, then their numbers. */
  private readonly grams: number[] = [];
  /** Of each word: the round it was marked in last, and with what. */
  private marks = new Uint32Array(1 << 9);
  private round = 1;

  constructor(private readonly analyzer: Analyzer) {}

  get isFull(): boolean {
    return this.pool.size > MOST;
  }

  /** `known`: what the word may be known by outside (see `WordReader`), -1 for nothing. */
  numberOf(word: string, known = -1): number {
    if (known < 0) return this.pool.numberOf(word);
    // A later number may stand in its place.
    const at = (known & (KNOWN - 1)) * 2;
    if (at >= this.known.length) this.known = longer(this.known, at + 2);
    if (this.known[at] === known + 1) return this.known[at + 1]!;
    this.known[at] = known + 1;
    return (this.known[at + 1] = this.pool.numberOf(word));
  }

  /** Of all words of a table. */
  numbersOf(table: StringTable): Uint32Array {
    const { bytes, offsets } = table.parts;
    const numbers = new Uint32Array(table.count);
    for (let word = 0; word < numbers.length; word++)
      numbers[word] = this.pool.numberOfBytes(bytes, offsets[word]!, offsets[word + 1]!);
    return numbers;
  }

  /** What the borrower has marked a word with, -1 for nothing. */
  markOf(word: number): number {
    const at = word * 2;
    return at < this.marks.length && this.marks[at] === this.round ? this.marks[at + 1]! : -1;
  }

  mark(word: number, value: number): void {
    const at = word * 2;
    if (at >= this.marks.length) this.marks = longer(this.marks, at + 2);
    this.marks[at] = this.round;
    this.marks[at + 1] = value;
  }

  /** All marks are gone. */
  unmark(): void {
    this.round = (this.round + 1) >>> 0;
  }

  /** The number of a word's stem. */
  stemOf(word: number): number {
    if (word >= this.stems.length) this.stems = longer(this.stems, word + 1);
    return (this.stems[word] ||= this.pool.numberOf(this.analyzer.stemOf(this.pool.strings[word]!)) + 1) - 1;
  }

  stemsOf(words: Uint32Array): KeysOfWords {
    const starts = Uint32Array.from({ length: words.length + 1 }, (_, at) => at);
    return { keys: words.map((word) => this.stemOf(word)), starts };
  }

  gramsOf(words: Uint32Array): KeysOfWords {
    const places = words.map((word) => this.placeOfGrams(word));
    const { grams } = this;
    const starts = new Uint32Array(words.length + 1);
    for (let word = 0; word < words.length; word++) starts[word + 1] = starts[word]! + grams[places[word]!]!;
    const keys = new Uint32Array(starts[words.length]!);
    for (let word = 0, into = 0; word < words.length; word++) {
      const first = places[word]! + 1;
      const end = first + grams[first - 1]!;
      for (let at = first; at < end; at++) keys[into++] = grams[at]!;
    }
    return { keys, starts };
  }

  private placeOfGrams(word: number): number {
    if (word >= this.gramsAt.length) this.gramsAt = longer(this.gramsAt, word + 1);
    const place = this.gramsAt[word]! - 1;
    return place >= 0 ? place : this.cut(word);
  }

  private cut(word: number): number {
    const grams = new Set(this.analyzer.gramsOf(this.pool.strings[word]!));
    const place = this.grams.push(grams.size) - 1;
    for (const gram of grams) this.grams.push(this.pool.numberOf(gram));
    this.gramsAt[word] = place + 1;
    return place;
  }
}

const memories = new WeakMap<Analyzer, WordMemory>();

/** The analyzer's memory, for whoever gives it back; a new one while another has it. */
export function borrowMemory(analyzer: Analyzer): WordMemory {
  const memory = memories.get(analyzer) ?? new WordMemory(analyzer);
  memories.delete(analyzer);
  memory.unmark();
  return memory;
}

/** The memory is not to be used any more by whom gives it back. */
export function giveBack(memory: WordMemory, analyzer: Analyzer): void {
  if (!memory.isFull) memories.set(analyzer, memory);
}
