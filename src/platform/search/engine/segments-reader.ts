import { clipWord } from './analyzer.js';
import { bestEntries } from './best-entries.js';
import { inverseDocumentFrequency } from './bm25.js';
import { ClassOfWords } from './class-of-words.js';
import { EntryNumbers } from './entry-numbers.js';
import { ENTRY_ROLES, LENGTH_UNITS } from './entry-row.js';
import { EntryText } from './entry-text.js';
import { EntryScoring } from './entry-scoring.js';
import { GroupNumbers } from './group-numbers.js';
import type {
  AccumulateOptions,
  EntryMask,
  EntryRole,
  EntryWords,
  IndexReader,
  Matcher,
  PostingRun,
  WordClass,
} from './index-reader.js';
import { LiveGroups } from './live-groups.js';
import { type LiveTotals, liveTotals } from './live-totals.js';
import { OccurrenceMatcher } from './occurrence-matcher.js';
import type { MaskedSegment } from './segment-merge.js';
import type { Segment } from './segment.js';
import { postingRuns } from './posting-runs.js';
import { RememberedClasses } from './remembered-classes.js';
import type { Scoreboard } from './scoreboard.js';
import { type StringTable, tableKey, type TableKey } from './string-table.js';
import { compareUuid, readUuid } from './uuid-bytes.js';
import type { WordList } from './word-lists.js';

/** One for the thread: the engine is synchronous. */
const entryText = new EntryText();

/** An IndexReader over opened segments. Cheap to make: what needs a pass over the entries waits until it is asked for. */
export class SegmentsReader implements IndexReader {
  readonly size: number;
  readonly liveCount: number;
  readonly averageLength: number;
  readonly averageChars: number;
  private readonly entries: EntryNumbers;
  private readonly groups: LiveGroups;
  private readonly scoring: EntryScoring;
  private readonly classes: RememberedClasses;

  /**
   * `groupNumbers`, `previous`: those of the reader before this one of the same owner and corpus, and that reader itself:
   * what it knows of groups that are where they were is known here. It goes on giving the same answers.
   */
  constructor(
    private readonly segments: readonly MaskedSegment[],
    groupNumbers: GroupNumbers = new GroupNumbers(),
    previous?: SegmentsReader,
  ) {
    this.entries = new EntryNumbers(segments);
    this.size = this.entries.size;
    this.classes = new RememberedClasses(this.size);
    this.groups = new LiveGroups(segments, this.entries, groupNumbers, previous?.groups);
    const live = segments.map(liveTotals);
    const sum = (pick: (totals: LiveTotals) => number) => live.reduce((total, each) => total + pick(each), 0);
    this.liveCount = sum((totals) => totals.count);
    this.averageLength = sum((totals) => totals.length) / LENGTH_UNITS / this.liveCount || 1;
    this.averageChars = sum((totals) => totals.chars) / this.liveCount || 1;
    this.scoring = new EntryScoring(segments, this.entries, this.groups, this);
  }

  get groupCount(): number {
    return this.groups.count;
  }

  get liveGroupCount(): number {
    return this.groups.liveCount;
  }

  isLive(entry: number): boolean {
    const { index, local } = this.entries.locate(entry);
    return this.segments[index]!.deleted?.[local] !== 1;
  }

  idOf(entry: number): string {
    const { segment, local } = this.entries.locate(entry);
    return readUuid(segment.entryIds, local * 16);
  }

  compareIds(a: number, b: number): number {
    const first = this.entries.locate(a);
    const { entryIds } = first.segment;
    const offset = first.local * 16;
    const second = this.entries.locate(b);
    return compareUuid(entryIds, offset, second.segment.entryIds, second.local * 16);
  }

  groupOf(entry: number): number {
    const { index, segment, local } = this.entries.locate(entry);
    return this.groups.mappings[index]![segment.entryGroups[local]!]!;
  }

  ordinalOf(entry: number): number {
    return this.groups.ordinalOf(entry);
  }

  lengthOf(entry: number): number {
    const { segment, local } = this.entries.locate(entry);
    return segment.lengths[local]! / LENGTH_UNITS;
  }

  charsOf(entry: number): number {
    const { segment, local } = this.entries.locate(entry);
    return segment.chars[local]!;
  }

  titleLengthOf(entry: number): number {
    const { segment, local } = this.entries.locate(entry);
    return segment.titleLengths[local]!;
  }

  createdAtOf(entry: number): number {
    const { segment, local } = this.entries.locate(entry);
    return segment.createdAt[local]!;
  }

  roleOf(entry: number): EntryRole {
    const { segment, local } = this.entries.locate(entry);
    return ENTRY_ROLES[segment.roles[local]!] ?? '';
  }

  nameOf(entry: number): string {
    const { segment, local } = this.entries.locate(entry);
    return segment.nameAt(local);
  }

  flagsOf(entry: number): number {
    const { segment, local } = this.entries.locate(entry);
    return segment.flags[local]!;
  }

  groupId(group: number): string {
    return this.groups.numbers.idOf(group);
  }

  groupNumber(id: string): number {
    const number = this.groups.numbers.numberOf(id);
    return number < this.groups.count ? number : -1;
  }

  entriesOf(group: number): Uint32Array {
    return this.groups.entriesOf(group);
  }

  entryAt(group: number, ordinal: number): number {
    return this.groups.entryAt(group, ordinal);
  }

  entryBeside(entry: number, step: number): number {
    return this.groups.entryBeside(entry, step);
  }

  groupLengthOf(group: number): number {
    return this.groups.lengthOf(group);
  }

  names(): readonly string[] {
    const names = new Set<string>();
    for (const { segment } of this.segments) {
      for (let name = 0; name < segment.names.count; name++) names.add(segment.names.at(name));
    }
    return [...names];
  }

  wordClass(words: readonly string[]): WordClass {
    let keys: TableKey[] | undefined;
    return this.remembered(`words ${words.join(' ')}`, (segment) => {
      keys ??= [...new Set(words)].map((word) => tableKey(clipWord(word)));
      return segment.listOf(keys.map((key) => segment.words.find(key)).filter((word) => word >= 0));
    });
  }

  stemClass(stem: string): WordClass {
    const key = tableKey(stem);
    return this.remembered(`stem ${stem}`, (segment) => segment.wordsOfStem(key));
  }

  gramClass(gram: string): WordClass {
    const key = tableKey(gram);
    return this.remembered(`gram ${gram}`, (segment) => segment.wordsOfGram(key));
  }

  alikeClass(grams: readonly string[], least: number): WordClass {
    const keys = grams.map(tableKey);
    return this.remembered(`${least} ${grams.join(' ')}`, (segment) => segment.wordsAlike(keys, least));
  }

  gramCost(gram: string): number {
    const cost = (key: TableKey) => this.segments.reduce((sum, { segment }) => sum + segment.costOfGram(key), 0);
    return this.classes.costOfGram(gram, cost);
  }

  union(classes: readonly WordClass[]): WordClass {
    const own = classes.map(ownClass);
    if (own.length === 1) return own[0]!;
    return this.remembered(own.map(({ name }) => name).join('|'), (segment, index) =>
      segment.listOf([...new Set(own.flatMap((terms) => terms.words[index]!.words()))].sort((a, b) => a - b)),
    );
  }

  documentFrequency(terms: WordClass): number {
    return ownClass(terms).documentFrequency(true);
  }

  forEachPosting(terms: WordClass, visit: (entry: number, inText: number, inTitle: number) => void): void {
    for (const { entries, texts, titles, base, from, to } of this.runsOf(terms))
      for (let i = from; i < to; i++) visit(base + entries[i]!, texts[i]!, titles ? titles[i]! : 0);
  }

  runsOf(terms: WordClass): PostingRun[] {
    return postingRuns(ownClass(terms).postings, this.segments, this.entries.bases, this.groups.mappings);
  }

  idf(documentFrequency: number): number {
    return inverseDocumentFrequency(this.liveCount, documentFrequency);
  }

  newScores(): Float32Array {
    return new Float32Array(this.size);
  }

  newGroupScores(): Float32Array {
    return new Float32Array(this.groupCount);
  }

  accumulate(terms: WordClass, weight: number, scores: Float32Array, options: AccumulateOptions = {}): number {
    return this.scoring.accumulate(ownClass(terms), weight, scores, options);
  }

  accumulateOn(board: Scoreboard, terms: WordClass, weight: number, options: AccumulateOptions = {}): number {
    return this.scoring.accumulateOn(board, ownClass(terms), weight, options);
  }

  accumulateGroups(terms: WordClass, weight: number, scores: Float32Array): number {
    return this.scoring.accumulateGroups(ownClass(terms), weight, scores);
  }

  best(scores: Float32Array, limit: number, mask?: EntryMask): Uint32Array {
    // Only postings of live entries add scores, but a ranker may have added some of its own.
    const accepts = (entry: number) => mask?.[entry] !== 0 && this.isLive(entry);
    return bestEntries(scores, limit, accepts, (a, b) => this.compareIds(a, b));
  }

  maskOfGroups(groupIds: readonly string[]): EntryMask {
    return this.maskOfEntries(
      groupIds
        .map((id) => this.groupNumber(id))
        .filter((group) => group >= 0)
        .flatMap((group) => [...this.entriesOf(group)]),
    );
  }

  maskOfEntries(entries: ArrayLike<number>): EntryMask {
    const mask = new Uint8Array(this.size);
    for (let i = 0; i < entries.length; i++) mask[entries[i]!] = 1;
    return mask;
  }

  matcher(classes: readonly WordClass[]): Matcher {
    return new OccurrenceMatcher(classes.map(ownClass), this.entries.locate);
  }

  textOf(entry: number): EntryWords {
    const { index, segment, local } = this.entries.locate(entry);
    entryText.read(segment, local);
    entryText.segment = index;
    return entryText;
  }

  vocabularyOf(segment: number): StringTable {
    return this.segments[segment]!.segment.words;
  }

  wordsIn(terms: WordClass, segment: number): readonly number[] {
    return ownClass(terms).words[segment]!.words();
  }

  wordsOf(entry: number): string[] {
    const { segment, local } = this.entries.locate(entry);
    return segment.wordsOf(local);
  }

  private remembered(name: string, wordsIn: (segment: Segment, index: number) => WordList): ClassOfWords {
    return this.classes.get(name, (onRead) => {
      const words = this.segments.map(({ segment }, index) => wordsIn(segment, index));
      return new ClassOfWords(name, this.segments, words, onRead);
    });
  }
}

function ownClass(terms: WordClass): ClassOfWords {
  if (terms instanceof ClassOfWords) return terms;
  throw new TypeError('not a class of words of this reader');
}
