import { ByteWriter } from './byte-writer.js';
import { buildStringTable, StringTable, type StringTableParts } from './string-table.js';

/** A table from a key (stem, gram) to the words of the dictionary that have it. */
export interface WordListParts extends StringTableParts {
  /** count + 1 offsets into `lists`. */
  listOffsets: Uint32Array;
  /** Word numbers, ascending, as varint differences. */
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

export function buildWordLists(lists: ReadonlyMap<string, readonly number[]>): WordListParts {
  const listOffsets = new Uint32Array(lists.size + 1);
  const writer = new ByteWriter(lists.size * 8 + 16);
  let number = 0;
  for (const list of lists.values()) {
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

  /** Word numbers under the key; undefined when it is not there. */
  find(key: string): number[] | undefined {
    const number = this.keys.find(key);
    if (number < 0) return undefined;
    const { lists, listOffsets } = this.parts;
    const words: number[] = [];
    let at = listOffsets[number]!;
    const end = listOffsets[number + 1]!;
    let word = 0;
    while (at < end) {
      let shift = 0;
      let byte = lists[at++]!;
      let delta = byte & 127;
      while (byte > 127) {
        byte = lists[at++]!;
        shift += 7;
        delta |= (byte & 127) << shift;
      }
      word += delta;
      words.push(word);
    }
    return words;
  }
}
