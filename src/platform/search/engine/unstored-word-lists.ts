import type { Analyzer } from './analyzer.js';
import type { KeyKind } from './class-tables.js';
import type { StringTable, TableKey } from './string-table.js';
import { type WordList, wordList, WordLists } from './word-lists.js';
import { borrowMemory, giveBack, type WordMemory } from './word-memory.js';

/** After so many look-ups, of some ten questions, looking through all keys has taken about as long as making a table. */
const LOOKED_THROUGH = 256;

/** The words of a segment, and what it takes to make a table of them. */
export interface UnstoredDictionary {
  words: StringTable;
  analyzer: Analyzer;
  /** The number of postings of a word. */
  costOf: (word: number) => number;
}

/**
 * The lists of a dictionary whose table is not stored. A segment of a message or two lives for a few questions only, and a
 * table takes longer than those look-ups take without it.
 */
export class UnstoredWordLists {
  private asked = 0;
  private keys?: HashedKeys;
  private table?: WordLists;

  constructor(
    private readonly dictionary: UnstoredDictionary,
    private readonly kind: KeyKind,
  ) {}

  /** The same as WordLists.costOf(). */
  costOf(key: TableKey): number {
    return this.tableOnceItPays()?.costOf(key) ?? this.lookThrough(key)?.cost ?? 0;
  }

  /** The same as WordLists.find(), but for stems that the table leaves out. */
  find(key: TableKey): WordList | undefined {
    const table = this.tableOnceItPays();
    return table ? table.find(key) : this.lookThrough(key);
  }

  private tableOnceItPays(): WordLists | undefined {
    if (this.table || this.asked++ < LOOKED_THROUGH) return this.table;
    const { words, costOf } = this.dictionary;
    this.keys = undefined;
    this.table = this.withMemory((memory, numbers) => {
      const counts = Uint32Array.from({ length: words.count }, (_, word) => costOf(word));
      return new WordLists(this.kind.table({ words: numbers, counts, memory }));
    });
    return this.table;
  }

  private lookThrough({ hash, string }: TableKey): WordList | undefined {
    const { words, analyzer, costOf } = this.dictionary;
    const { hashes, starts } = (this.keys ??= this.withMemory((memory, numbers) => {
      const { keys, starts } = this.kind.keysOf(memory, numbers);
      return { hashes: keys.map((key) => memory.pool.hashOf(key)), starts };
    }));
    let found: number[] | undefined;
    let word = 0;
    for (let at = hashes.indexOf(hash); at >= 0; at = hashes.indexOf(hash, at + 1)) {
      while (starts[word + 1]! <= at) word++;
      // Another key may have the same hash.
      if (this.kind.isKeyOf(words.at(word), string, analyzer)) (found ??= []).push(word);
    }
    return found && wordList(found, costOf);
  }

  private withMemory<T>(use: (memory: WordMemory, numbers: Uint32Array) => T): T {
    const { words, analyzer } = this.dictionary;
    const memory = borrowMemory(analyzer);
    const made = use(memory, memory.numbersOf(words));
    giveBack(memory, analyzer);
    return made;
  }
}

/** The hash of each key of each word: those of the word at w are at starts[w] .. starts[w + 1]. */
interface HashedKeys {
  hashes: Uint32Array;
  starts: Uint32Array;
}
