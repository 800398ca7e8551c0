import type { WordClass } from './index-reader.js';
import { readPostings, type SegmentPostings } from './postings.js';
import type { MaskedSegment } from './segment-merge.js';
import type { WordList } from './word-lists.js';

/** A class of words over the segments of a reader; reads its postings when first asked. */
export class ClassOfWords implements WordClass {
  readonly wordCount: number;
  readonly cost: number;
  private read?: SegmentPostings[];

  constructor(
    private readonly segments: readonly MaskedSegment[],
    /** The words in each segment. */
    readonly words: readonly WordList[],
  ) {
    let wordCount = 0;
    let cost = 0;
    for (const list of words) {
      wordCount += list.count;
      cost += list.cost;
    }
    this.wordCount = wordCount;
    this.cost = cost;
  }

  /** One for each segment. */
  get postings(): readonly SegmentPostings[] {
    this.read ??= this.words.map((list, index) => {
      if (list.count === 0) return NONE;
      const { segment, deleted } = this.segments[index]!;
      return readPostings(segment, list.words(), deleted);
    });
    return this.read;
  }

  /** Live entries with a word of the class, titles included or not. */
  documentFrequency(withTitles: boolean): number {
    let count = 0;
    for (const list of this.postings) count += withTitles ? list.entries.length : list.inText;
    return count;
  }
}

const NONE: SegmentPostings = { entries: new Uint32Array(0), texts: new Uint16Array(0), inText: 0 };
