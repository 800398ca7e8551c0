import { ByteCursor } from './byte-cursor.js';
import { ByteWriter } from './byte-writer.js';
import { buildStringTable, StringTable, type StringTableParts, type TableKey } from './string-table.js';

/** A table from a key (stem, gram) to the words of the dictionary that have it. */
export interface WordListParts extends StringTableParts {
  /** count + 1 offsets into `lists`. */
  listOffsets: Uint32Array;
  /** See buildWordLists(). */
  lists: Uint8Array;
}

/** Keys of every word, turned round. */
export function collectWordLists(
  wordCount: number,
  keysOf: (word: number) => readonly string[],
): Map<string, number[]> {
  const lists = new Map<string, number[]>();
  for (let word = 0; word < wordCount; word++) {
    for (const key of keysOf(word)) {
      const list = lists.get(key);
      if (list === undefined) lists.set(key, [word]);
      // A word may hold a gram twice; words come in ascending order, so the last one is enough to look at.
      else if (list[list.length - 1] !== word) list.push(word);
    }
  }
  return lists;
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

/** Each list as varints: number of words, cost, differences. */
export function buildWordLists(
  lists: ReadonlyMap<string, readonly number[]>,
  costOf: (word: number) => number,
): WordListParts {
  const listOffsets = new Uint32Array(lists.size + 1);
  const writer = new ByteWriter(lists.size * 8 + 16);
  let number = 0;
  for (const list of lists.values()) {
    let cost = 0;
    for (const word of list) cost += costOf(word);
    writer.varint(list.length);
    writer.varint(cost);
    let previous = 0;
    for (const word of list) {
      writer.varint(word - previous);
      previous = word;
    }
    listOffsets[++number] = writer.length;
  }
  return { ...buildStringTable([...lists.keys()]), listOffsets, lists: writer.view() };
}

/** Reads what buildWordLists() laid out. */
export class WordLists {
  private readonly keys: StringTable;

  constructor(private readonly parts: WordListParts) {
    this.keys = new StringTable(parts);
  }

  /** Undefined when the key is not there. */
  find(key: TableKey): WordList | undefined {
    const number = this.keys.find(key);
    if (number < 0) return undefined;
    const cursor = new ByteCursor(this.parts.lists, this.parts.listOffsets[number]!);
    const count = cursor.varint();
    const cost = cursor.varint();
    let words: number[] | undefined;
    return { count, cost, words: () => (words ??= readDifferences(cursor, count)) };
  }
}

function readDifferences(cursor: ByteCursor, count: number): number[] {
  const words: number[] = [];
  for (let word = 0; words.length < count; words.push(word)) word += cursor.varint();
  return words;
}
