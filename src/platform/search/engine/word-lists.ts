import { ByteCursor } from './byte-cursor.js';
import { ByteWriter } from './byte-writer.js';
import type { StringPool } from './string-pool.js';
import { StringTable, type StringTableParts, type TableKey } from './string-table.js';
import type { KeysOfWords, WordMemory } from './word-memory.js';

/** A table from a key (stem, gram) to the words of the dictionary that have it. */
export interface WordListParts extends StringTableParts {
  /** count + 1 offsets into `lists`. */
  listOffsets: Uint32Array;
  /** See buildWordLists(). */
  lists: Uint8Array;
}

/** Some words of one segment's dictionary. */
export interface WordList {
  /** Number of words. */
  readonly count: number;
  /** Sum of their numbers of postings. */
  readonly cost: number;
  /** Ascending; stored lists are decoded when asked, so that a class over a cut-off costs nothing. */
  words(): readonly number[];
}

export const NO_WORDS: WordList = { count: 0, cost: 0, words: () => [] };

/** A list that is in memory already. */
export function wordList(words: readonly number[], costOf: (word: number) => number): WordList {
  let cost = 0;
  for (const word of words) cost += costOf(word);
  return { count: words.length, cost, words: () => words };
}

/** The words of many keys: those of key k at starts[k] .. starts[k + 1], ascending. */
export interface KeyedWords {
  /** In the order they were first met: numbers of strings, as they were given. */
  keys: Uint32Array;
  starts: Uint32Array;
  words: Uint32Array;
}

/** The keys of every word, turned round by a counting sort. Marks in the memory are gone afterwards. */
export function turnRound({ keys: numbers, starts: starting }: KeysOfWords, memory: WordMemory): KeyedWords {
  // Each key is marked with its place among the keys.
  memory.unmark();
  const placed = new Uint32Array(numbers.length);
  const starts = new Uint32Array(numbers.length + 1);
  const keys = new Uint32Array(numbers.length);
  let count = 0;
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at]!;
    let place = memory.markOf(number);
    if (place < 0) {
      place = count++;
      keys[place] = number;
      memory.mark(number, place);
    }
    placed[at] = place;
    starts[place + 1]!++;
  }
  for (let place = 0; place < count; place++) starts[place + 1]! += starts[place]!;
  const next = starts.slice(0, count);
  const words = new Uint32Array(numbers.length);
  for (let word = 0; word + 1 < starting.length; word++) {
    const end = starting[word + 1]!;
    for (let at = starting[word]!; at < end; at++) words[next[placed[at]!]!++] = word;
  }
  return { keys: keys.subarray(0, count), starts: starts.subarray(0, count + 1), words };
}

/** Each list as varints: number of words, the sum of their costs, differences. */
export function buildWordLists(
  { keys, starts, words }: KeyedWords,
  costs: ArrayLike<number>,
  pool: StringPool,
  isLeftOut: (key: number, count: number, first: number) => boolean = () => false,
): WordListParts {
  const kept: number[] = [];
  const listOffsets = [0];
  const writer = new ByteWriter(words.length * 2 + 16);
  for (let place = 0; place < keys.length; place++) {
    const [start, end] = [starts[place]!, starts[place + 1]!];
    if (isLeftOut(keys[place]!, end - start, words[start]!)) continue;
    let cost = 0;
    for (let at = start; at < end; at++) cost += costs[words[at]!]!;
    writer.varint(end - start);
    writer.varint(cost);
    let previous = 0;
    for (let at = start; at < end; at++) {
      const word = words[at]!;
      writer.varint(word - previous);
      previous = word;
    }
    kept.push(keys[place]!);
    listOffsets.push(writer.length);
  }
  return { ...pool.tableOf(kept), listOffsets: Uint32Array.from(listOffsets), lists: writer.view() };
}

/** Reads what buildWordLists() laid out. */
export class WordLists {
  private readonly keys: StringTable;

  constructor(private readonly parts: WordListParts) {
    this.keys = new StringTable(parts);
  }

  /** The cost of a key's list, 0 where there is none: without making the list. */
  costOf(key: TableKey): number {
    const cursor = this.listOf(key);
    if (!cursor) return 0;
    cursor.varint();
    return cursor.varint();
  }

  /** Undefined when the key is not there. */
  find(key: TableKey): WordList | undefined {
    const cursor = this.listOf(key);
    if (!cursor) return undefined;
    const count = cursor.varint();
    const cost = cursor.varint();
    let words: number[] | undefined;
    return { count, cost, words: () => (words ??= readDifferences(cursor, count)) };
  }

  private listOf(key: TableKey): ByteCursor | undefined {
    const number = this.keys.find(key);
    return number < 0 ? undefined : new ByteCursor(this.parts.lists, this.parts.listOffsets[number]!);
  }
}

function readDifferences(cursor: ByteCursor, count: number): number[] {
  const words: number[] = [];
  for (let word = 0; words.length < count; words.push(word)) word += cursor.varint();
  return words;
}
