import type { ClassOfWords } from './class-of-words.js';

const MOST_CLASSES = 4000;
/** Postings kept for all classes together, in postings an entry: 6 bytes each, where an entry of the index has 350. */
const MOST_HELD = 8;
const SMALL = 10_000;

/** The same words are asked for again and again. Bounded by postings, because they are what fills memory. */
export class RememberedClasses {
  private readonly classes = new Map<string, ClassOfWords>();
  private held = 0;

  /** `size`: entries of the reader. */
  constructor(private readonly size: number) {}

  get(name: string, make: () => ClassOfWords): ClassOfWords {
    return this.classes.get(name) ?? this.keep(name, make());
  }

  private keep(name: string, made: ClassOfWords): ClassOfWords {
    const cost = Math.min(made.cost, this.size);
    this.held += cost;
    if (this.classes.size >= MOST_CLASSES || this.held > this.size * MOST_HELD + SMALL) {
      this.classes.clear();
      this.held = cost;
    }
    this.classes.set(name, made);
    return made;
  }
}
