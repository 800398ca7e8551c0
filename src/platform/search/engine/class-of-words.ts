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
    private readonly onRead: (postings: number) => void,
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
    if (!this.read) {
      this.read = readPostings(this.segments, this.words);
      this.onRead(this.read.count);
    }
    return this.read;
  }

  /** How many postings it holds. */
  get held(): number {
    return this.read?.count ?? 0;
  }

  /** Live entries with a word of the class, titles included or not. */
  documentFrequency(withTitles: boolean): number {
    return withTitles ? this.postings.count : this.postings.inText;
  }
}
