import { inverseDocumentFrequency, type Saturation, saturation } from './bm25.js';
import type { ClassOfWords } from './class-of-words.js';
import type { EntryNumbers } from './entry-numbers.js';
import { LENGTH_UNITS } from './entry-row.js';
import type { AccumulateOptions, EntryMask } from './index-reader.js';
import type { LiveGroups } from './live-groups.js';
import type { Postings } from './postings.js';
import type { Scoreboard } from './scoreboard.js';
import type { MaskedSegment } from './segment-merge.js';

/** Counts over the live entries that scores are made of. */
export interface Statistics {
  liveCount: number;
  averageLength: number;
}

/** The loops that add BM25 scores. */
export class EntryScoring {
  private groupCounts = new Float32Array(0);

  constructor(
    private readonly segments: readonly MaskedSegment[],
    private readonly entries: EntryNumbers,
    private readonly groups: LiveGroups,
    private readonly statistics: Statistics,
  ) {}

  accumulate(terms: ClassOfWords, weight: number, scores: Float32Array, options: AccumulateOptions): number {
    const titleWeight = options.titleWeight ?? 0;
    const frequency = terms.documentFrequency(titleWeight > 0);
    if (frequency === 0) return 0;
    const { liveCount, averageLength } = this.statistics;
    const idf = options.idf ?? inverseDocumentFrequency(liveCount, frequency);
    const curve = saturation(weight, idf, averageLength * LENGTH_UNITS);
    const { postings } = terms;
    let from = 0;
    postings.ends.forEach((to, index) => {
      if (from === to) return;
      const run = { from, to, base: this.entries.bases[index]!, lengths: this.segments[index]!.segment.lengths };
      if (options.only) addMasked(postings, run, scores, curve, titleWeight, options.only);
      else if (titleWeight > 0 && postings.titles) addWithTitles(postings, run, scores, curve, titleWeight);
      else addTexts(postings, run, scores, curve);
      from = to;
    });
    return frequency;
  }

  /** The same for few entries out of many: notes which have got a score. */
  accumulateOn(board: Scoreboard, terms: ClassOfWords, weight: number, options: AccumulateOptions): number {
    const { titleWeight = 0, only } = options;
    const frequency = terms.documentFrequency(titleWeight > 0);
    if (frequency === 0) return 0;
    const idf = options.idf ?? inverseDocumentFrequency(this.statistics.liveCount, frequency);
    const { factor, base, slope } = saturation(weight, idf, this.statistics.averageLength * LENGTH_UNITS);
    const { entries, texts, titles, ends } = terms.postings;
    const { scores, entries: found } = board;
    let { count: size } = board;
    let at = 0;
    for (let index = 0; index < ends.length; index++) {
      const first = this.entries.bases[index]!;
      const { lengths } = this.segments[index]!.segment;
      for (const end = ends[index]!; at < end; at++) {
        const local = entries[at]!;
        const entry = first + local;
        if (only !== undefined && only[entry] === 0) continue;
        const count = titles ? texts[at]! + titleWeight * titles[at]! : texts[at]!;
        if (scores[entry] === 0) found[size++] = entry;
        scores[entry]! += (factor * count) / (count + base + slope * lengths[local]!);
      }
    }
    board.count = size;
    return frequency;
  }

  /** Groups as the texts: counts summed over a group's entries. */
  accumulateGroups(terms: ClassOfWords, weight: number, scores: Float32Array): number {
    const { groups } = this;
    if (this.groupCounts.length < groups.count) this.groupCounts = new Float32Array(groups.count);
    const counts = this.groupCounts;
    const touched: number[] = [];
    const { entries, texts, ends } = terms.postings;
    let i = 0;
    ends.forEach((end, index) => {
      const { entryGroups } = this.segments[index]!.segment;
      const mapping = groups.mappings[index]!;
      for (; i < end; i++) {
        if (texts[i] === 0) continue;
        const group = mapping[entryGroups[entries[i]!]!]!;
        if (counts[group] === 0) touched.push(group);
        counts[group]! += texts[i]!;
      }
    });
    const idf = inverseDocumentFrequency(groups.liveCount, touched.length);
    const { factor, base, slope } = saturation(weight, idf, groups.averageLength);
    for (const group of touched) {
      const count = counts[group]!;
      scores[group]! += (factor * count) / (count + base + slope * groups.lengthOf(group));
      counts[group] = 0;
    }
    return touched.length;
  }
}

/** The postings of one segment, and what turns its entry numbers into the reader's. */
interface Run {
  from: number;
  to: number;
  base: number;
  lengths: Uint32Array;
}

// Three loops and not one: the tests inside would cost as much as the arithmetic.

function addTexts({ entries, texts }: Postings, run: Run, scores: Float32Array, curve: Saturation): void {
  const { from, to, base: first, lengths } = run;
  const { factor, base, slope } = curve;
  for (let i = from; i < to; i++) {
    const entry = entries[i]!;
    const count = texts[i]!;
    scores[first + entry]! += (factor * count) / (count + base + slope * lengths[entry]!);
  }
}

function addWithTitles(
  { entries, texts, titles }: Postings,
  { from, to, base: first, lengths }: Run,
  scores: Float32Array,
  { factor, base, slope }: Saturation,
  titleWeight: number,
): void {
  for (let i = from; i < to; i++) {
    const entry = entries[i]!;
    const count = texts[i]! + titleWeight * titles![i]!;
    scores[first + entry]! += (factor * count) / (count + base + slope * lengths[entry]!);
  }
}

function addMasked(
  { entries, texts, titles }: Postings,
  { from, to, base: first, lengths }: Run,
  scores: Float32Array,
  { factor, base, slope }: Saturation,
  titleWeight: number,
  only: EntryMask,
): void {
  for (let i = from; i < to; i++) {
    const entry = entries[i]!;
    if (only[first + entry] === 0) continue;
    const count = texts[i]! + (titles ? titleWeight * titles[i]! : 0);
    scores[first + entry]! += (factor * count) / (count + base + slope * lengths[entry]!);
  }
}
