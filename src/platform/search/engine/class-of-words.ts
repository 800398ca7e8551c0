import type { WordClass } from './index-reader.js';
import { type Postings, readPostings } from './postings.js';
import type { MaskedSegment } from './segment-merge.js';
import type { WordList } from './word-lists.js';

/** A class of words over the segments of a reader; reads its postings when first asked. */
export class ClassOfWords implements WordClass {
  readonly wordCount: number;
  readonly cost: number;
  private read?: Postings;

  constructor(
    /** Tells it from all other classes of its reader. */
    readonly name: string,
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

  get postings(): Postings {
    this.read ??= readPostings(this.segments, this.words);
    return this.read;
  }

  /** Live entries with a word of the class, titles included or not. */
  documentFrequency(withTitles: boolean): number {
    return withTitles ? this.postings.count : this.postings.inText;
  }
}
