import { inverseDocumentFrequency, type Saturation, saturation } from './bm25.js';
import type { ClassOfWords } from './class-of-words.js';
import type { EntryNumbers } from './entry-numbers.js';
import { LENGTH_UNITS } from './entry-row.js';
import type { AccumulateOptions } from './index-reader.js';
import type { LiveGroups } from './live-groups.js';
import type { SegmentPostings } from './postings.js';
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
    terms.postings.forEach((postings, index) => {
      if (postings.entries.length === 0) return;
      const { lengths } = this.segments[index]!.segment;
      const target = scores.subarray(this.entries.bases[index]!);
      if (options.only)
        addMasked(postings, lengths, target, curve, titleWeight, options.only.subarray(this.entries.bases[index]!));
      else if (titleWeight > 0 && postings.titles)
        addWithTitles(postings, postings.titles, lengths, target, curve, titleWeight);
      else addTexts(postings, lengths, target, curve);
    });
    return frequency;
  }

  /** Groups as the texts: counts summed over a group's entries. */
  accumulateGroups(terms: ClassOfWords, weight: number, scores: Float32Array): number {
    const { groups } = this;
    if (this.groupCounts.length < groups.count) this.groupCounts = new Float32Array(groups.count);
    const counts = this.groupCounts;
    const touched: number[] = [];
    terms.postings.forEach(({ entries, texts }, index) => {
      const { entryGroups } = this.segments[index]!.segment;
      const mapping = groups.mappings[index]!;
      for (let i = 0; i < entries.length; i++) {
        if (texts[i] === 0) continue;
        const group = mapping[entryGroups[entries[i]!]!]!;
        if (counts[group] === 0) touched.push(group);
        counts[group]! += texts[i]!;
      }
    });
    const idf = inverseDocumentFrequency(groups.liveCount, touched.length);
    const { factor, base, slope } = saturation(weight, idf, groups.averageLength);
    const { lengths } = groups;
    for (const group of touched) {
      const count = counts[group]!;
      scores[group]! += (factor * count) / (count + base + slope * lengths[group]!);
      counts[group] = 0;
    }
    return touched.length;
  }
}

function addTexts(
  { entries, texts }: SegmentPostings,
  lengths: Uint32Array,
  scores: Float32Array,
  curve: Saturation,
): void {
  const { factor, base, slope } = curve;
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]!;
    const count = texts[i]!;
    scores[entry]! += (factor * count) / (count + base + slope * lengths[entry]!);
  }
}

function addWithTitles(
  { entries, texts }: SegmentPostings,
  titles: Uint16Array,
  lengths: Uint32Array,
  scores: Float32Array,
  { factor, base, slope }: Saturation,
  titleWeight: number,
): void {
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]!;
    const count = texts[i]! + titleWeight * titles[i]!;
    scores[entry]! += (factor * count) / (count + base + slope * lengths[entry]!);
  }
}

function addMasked(
  { entries, texts, titles }: SegmentPostings,
  lengths: Uint32Array,
  scores: Float32Array,
  { factor, base, slope }: Saturation,
  titleWeight: number,
  only: Uint8Array,
): void {
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]!;
    if (only[entry] === 0) continue;
    const count = texts[i]! + (titles ? titleWeight * titles[i]! : 0);
    scores[entry]! += (factor * count) / (count + base + slope * lengths[entry]!);
  }
}
