import type { ClassOfWords } from './class-of-words.js';
import { tableKey, type TableKey } from './string-table.js';

/** Of what is remembered, in postings an entry of the index: 6 bytes each, where an entry has 350. */
const MOST_HELD = 12;
const SMALL = 10_000;
/** What a class costs before its postings are read, in postings: itself and its name, and in each segment where its words are. */
const CLASS = 40;
const CHARACTERS = 4;
const LIST = 20;
/** Costs of grams that are remembered without the grams' words, 100 bytes each: one an entry, but not more. */
const MOST_COSTS = 10_000;
const FEW_COSTS = 300;

/**
 * The same words are asked for again and again. Bounded by what fills memory: lists of words, and postings once they are
 * read, which those of a class over a cut-off never are. Kept in two generations: where the younger one is full, the older
 * one goes, with all that was not asked for since.
 */
export class RememberedClasses {
  private young = new Map<string, ClassOfWords>();
  private old = new Map<string, ClassOfWords>();
  private held = 0;
  private readonly gramCosts = new Map<string, number>();
  private readonly most: number;

  /** `size`: entries of the reader. */
  constructor(private readonly size: number) {
    this.most = (size * MOST_HELD + SMALL) / 2;
  }

  /** `make` gives a class that tells with `onRead` how many postings it has read. */
  get(name: string, make: (onRead: (postings: number) => void) => ClassOfWords): ClassOfWords {
    const young = this.young.get(name);
    if (young) return young;
    const kept = this.old.get(name) ?? make(this.onRead);
    this.young.set(name, kept);
    this.hold(CLASS + name.length / CHARACTERS + LIST * kept.words.length + kept.held);
    return kept;
  }

  /** `cost`: worked out where it is not known. */
  costOfGram(gram: string, cost: (key: TableKey) => number): number {
    let known = this.gramCosts.get(gram);
    if (known === undefined) {
      known = cost(tableKey(gram));
      if (this.gramCosts.size >= Math.min(MOST_COSTS, FEW_COSTS + this.size)) this.gramCosts.clear();
      this.gramCosts.set(gram, known);
    }
    return known;
  }

  private readonly onRead = (postings: number) => this.hold(postings);

  private hold(postings: number): void {
    this.held += postings;
    if (this.held <= this.most) return;
    this.old = this.young;
    this.young = new Map();
    this.held = 0;
  }
}
