import type { Analyzer } from './analyzer.js';
import type { EntryRow } from './entry-row.js';
import { readForward } from './forward-codes.js';
import { GRAMS, STEMS } from './class-tables.js';
import { PackedSections } from './packed-sections.js';
import { postingCount } from './postings.js';
import type { StringTable, TableKey } from './string-table.js';
import { UnstoredWordLists } from './unstored-word-lists.js';
import { compareUuid, readUuid, uuidBytes } from './uuid-bytes.js';
import { NO_WORDS, type WordList, wordList, type WordLists } from './word-lists.js';

/** Stems whose words are remembered, at most, and as a share of the segment's words; a question asks for about ten. */
const MOST_STEMS = 1000;
const STEMS_A_WORD = 1 / 4;

/** Opened bytes of one segment: typed arrays over them, and look-ups. Immutable, so it may be shared and cached. */
export class Segment {
  readonly byteLength: number;
  readonly size: number;
  readonly groupCount: number;
  readonly entryIds: Uint8Array;
  readonly entryGroups: Uint32Array;
  readonly ordinals: Uint32Array;
  readonly lengths: Uint32Array;
  readonly titleLengths: Uint32Array;
  readonly chars: Uint32Array;
  readonly createdAt: Float64Array;
  readonly roles: Uint8Array;
  readonly flags: Uint8Array;
  readonly entryNames: Uint32Array;
  readonly forwardOffsets: Uint32Array;
  readonly forward: Uint8Array;
  readonly groupIds: Uint8Array;
  readonly groupStarts: Uint32Array;
  /** Sums over all entries, deleted ones included. */
  readonly totals: { length: number; chars: number };
  readonly names: StringTable;
  readonly words: StringTable;
  readonly postingOffsets: Uint32Array;
  readonly postings: Uint8Array;
  /** Stored, where the vocabulary is not small. */
  private readonly stems: WordLists | UnstoredWordLists;
  private readonly grams: WordLists | UnstoredWordLists;
  private idOrder?: Uint32Array;
  private readonly stemLists = new Map<string, WordList>();

  /** `id`: of the stored row, a UUIDv7. */
  constructor(
    readonly id: string,
    bytes: Uint8Array,
    private readonly analyzer: Analyzer,
  ) {
    this.byteLength = bytes.byteLength;
    const packed = new PackedSections(bytes);
    this.entryIds = packed.bytesOf('entryIds');
    this.size = this.entryIds.length / 16;
    this.entryGroups = packed.intsOf('entryGroups');
    this.ordinals = packed.intsOf('ordinals');
    this.lengths = packed.intsOf('lengths');
    this.titleLengths = packed.intsOf('titleLengths');
    this.chars = packed.intsOf('chars');
    this.createdAt = packed.doublesOf('createdAt');
    this.roles = packed.bytesOf('roles');
    this.flags = packed.bytesOf('flags');
    this.entryNames = packed.intsOf('entryNames');
    this.forwardOffsets = packed.intsOf('forwardOffsets');
    this.forward = packed.bytesOf('forward');
    this.groupIds = packed.bytesOf('groupIds');
    this.groupCount = this.groupIds.length / 16;
    this.groupStarts = packed.intsOf('groupStarts');
    this.totals = { length: sum(this.lengths), chars: sum(this.chars) };
    this.names = packed.stringsOf('name');
    this.words = packed.stringsOf('word');
    this.postingOffsets = packed.intsOf('postingOffsets');
    this.postings = packed.bytesOf('postings');
    const dictionary = { words: this.words, analyzer, costOf: (word: number) => postingCount(this, word) };
    this.stems = packed.wordListsOf('stem') ?? new UnstoredWordLists(dictionary, STEMS);
    this.grams = packed.wordListsOf('gram') ?? new UnstoredWordLists(dictionary, GRAMS);
  }

  nameAt(entry: number): string {
    const name = this.entryNames[entry]!;
    return name === 0 ? '' : this.names.at(name - 1);
  }

  /** The entry's columns, to write it again. */
  row(entry: number): EntryRow {
    return {
      id: readUuid(this.entryIds, entry * 16),
      group: readUuid(this.groupIds, this.entryGroups[entry]! * 16),
      ordinal: this.ordinals[entry]!,
      length: this.lengths[entry]!,
      chars: this.chars[entry]!,
      createdAt: this.createdAt[entry]!,
      role: this.roles[entry]!,
      flags: this.flags[entry]!,
      name: this.nameAt(entry),
    };
  }

  /** The words of an entry's text in order. */
  wordsOf(entry: number): string[] {
    const words: string[] = [];
    readForward(this, entry, {
      title: () => undefined,
      word: (word) => words.push(this.words.at(word)),
      escape: () => undefined,
    });
    return words;
  }

  /** The dictionary's words with this stem. Remembered: a reader lives until the next write, its segments much longer. */
  wordsOfStem(stem: TableKey): WordList {
    const known = this.stemLists.get(stem.string);
    if (known) return known;
    const found = this.findStem(stem);
    if (this.stemLists.size >= Math.min(MOST_STEMS, this.words.count * STEMS_A_WORD)) this.stemLists.clear();
    this.stemLists.set(stem.string, found);
    return found;
  }

  /** The dictionary's words that contain this gram. */
  wordsOfGram(gram: TableKey): WordList {
    return this.grams.find(gram) ?? NO_WORDS;
  }

  /** The cost of wordsOfGram(), without making the list. */
  costOfGram(gram: TableKey): number {
    return this.grams.costOf(gram);
  }

  /** The words that have at least the share `least` of these grams. */
  wordsAlike(grams: readonly TableKey[], least: number): WordList {
    const shared = new Map<number, number>();
    for (const gram of grams) {
      for (const word of this.wordsOfGram(gram).words()) shared.set(word, (shared.get(word) ?? 0) + 1);
    }
    const alike: number[] = [];
    for (const [word, count] of shared) if (count >= least * grams.length) alike.push(word);
    return this.listOf(alike.sort((a, b) => a - b));
  }

  /** Words by their numbers. */
  listOf(words: readonly number[] | undefined): WordList {
    return words ? wordList(words, (word) => postingCount(this, word)) : NO_WORDS;
  }

  /** The run of entries of a group: its number in this segment, -1 when it is not here. */
  findGroup(id: Uint8Array): number {
    let low = 0;
    let high = this.groupCount - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const order = compareUuid(this.groupIds, middle * 16, id, 0);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Entries with this id (one, unless something was indexed twice) or of the group with this id. */
  entriesOfTarget(target: string): number[] {
    const id = uuidBytes(target);
    const found: number[] = [];
    const group = this.findGroup(id);
    if (group >= 0) for (let at = this.groupStarts[group]!; at < this.groupStarts[group + 1]!; at++) found.push(at);
    const order = this.entriesById();
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareUuid(this.entryIds, order[middle]! * 16, id, 0) < 0) low = middle + 1;
      else high = middle;
    }
    while (low < order.length && compareUuid(this.entryIds, order[low]! * 16, id, 0) === 0) found.push(order[low++]!);
    return found;
  }

  /** All entries in the order of their ids. */
  entriesById(): Uint32Array {
    this.idOrder ??= Uint32Array.from({ length: this.size }, (_, entry) => entry).sort((a, b) =>
      compareUuid(this.entryIds, a * 16, this.entryIds, b * 16),
    );
    return this.idOrder;
  }

  private findStem(stem: TableKey): WordList {
    return this.stems.find(stem) ?? this.wordThatIsItsStem(stem);
  }

  private wordThatIsItsStem(stem: TableKey): WordList {
    const word = this.words.find(stem);
    return word >= 0 && this.analyzer.stemOf(stem.string) === stem.string ? this.listOf([word]) : NO_WORDS;
  }
}

function sum(column: Uint32Array): number {
  let total = 0;
  for (let i = 0; i < column.length; i++) total += column[i]!;
  return total;
}
