import { ByteCursor } from './byte-cursor.js';
import type { ClassOfWords } from './class-of-words.js';
import type { Matcher, Matches } from './index-reader.js';
import type { Segment } from './segment.js';

const MOST_CLASSES = 254;

/** A word may be in several classes: its marks are a chain, by ascending class. */
class WordMarks {
  /** Place of the word's first mark + 1, 0 for none: one look-up a word, so that the scan of a text does no hashing. */
  readonly heads: Uint32Array;
  readonly terms: number[] = [];
  readonly next: number[] = [];

  constructor(segment: Segment, classes: readonly ClassOfWords[], index: number) {
    this.heads = new Uint32Array(segment.words.count);
    for (let term = classes.length - 1; term >= 0; term--) {
      for (const word of classes[term]!.words[index]!.words()) {
        this.terms.push(term);
        this.next.push(this.heads[word]!);
        this.heads[word] = this.terms.length;
      }
    }
  }
}

/** Scans the forward store of one entry at a time. */
export class OccurrenceMatcher implements Matcher, Matches {
  count = 0;
  terms = new Uint8Array(256);
  positions = new Uint32Array(256);
  sentences = new Uint32Array(256);
  sentenceCount = 1;
  private readonly marks: (WordMarks | undefined)[] = [];

  constructor(
    private readonly classes: readonly ClassOfWords[],
    /** Finds the segment of an entry: its index, itself, the entry's number in it. */
    private readonly locate: (entry: number) => { index: number; segment: Segment; local: number },
  ) {
    if (classes.length > MOST_CLASSES) throw new RangeError('a matcher takes at most 254 classes');
  }

  match(entry: number): Matches {
    const { index, segment, local } = this.locate(entry);
    this.count = 0;
    this.scan(segment, local, this.marksOf(index, segment));
    return this;
  }

  matchTitle(entry: number): Matches {
    const { index, segment, local } = this.locate(entry);
    const marks = this.marksOf(index, segment);
    const cursor = new ByteCursor(segment.forward, segment.forwardOffsets[local]!);
    const words = cursor.varint();
    this.count = 0;
    this.sentenceCount = 1;
    for (let position = 0; position < words; position++) this.addMarked(marks, cursor.varint(), position, 0);
    return this;
  }

  private marksOf(index: number, segment: Segment): WordMarks {
    return (this.marks[index] ??= new WordMarks(segment, this.classes, index));
  }

  private scan(segment: Segment, local: number, marks: WordMarks): void {
    const bytes = segment.forward;
    let at = segment.forwardOffsets[local]!;
    const end = segment.forwardOffsets[local + 1]!;
    let titleWords = -1;
    let escaped = false;
    let step = 1;
    let position = -1;
    let sentence = 0;
    while (at < end) {
      let byte = bytes[at++]!;
      let value = byte & 127;
      for (let shift = 7; byte > 127; shift += 7) {
        byte = bytes[at++]!;
        value |= (byte & 127) << shift;
      }
      if (titleWords < 0) titleWords = value;
      else if (titleWords > 0) titleWords--;
      else if (escaped) {
        escaped = false;
        if (value === 1) sentence++;
        else step = value;
      } else if (value === 0) escaped = true;
      else {
        position += step;
        step = 1;
        if (marks.heads[value - 1] !== 0) this.addMarked(marks, value - 1, position, sentence);
      }
    }
    this.sentenceCount = sentence + 1;
  }

  private addMarked(marks: WordMarks, word: number, position: number, sentence: number): void {
    for (let mark = marks.heads[word]!; mark !== 0; mark = marks.next[mark - 1]!) {
      this.add(marks.terms[mark - 1]!, position, sentence);
    }
  }

  private add(term: number, position: number, sentence: number): void {
    if (this.count === this.terms.length) this.grow();
    this.terms[this.count] = term;
    this.positions[this.count] = position;
    this.sentences[this.count++] = sentence;
  }

  private grow(): void {
    const capacity = this.count * 2;
    const terms = new Uint8Array(capacity);
    const positions = new Uint32Array(capacity);
    const sentences = new Uint32Array(capacity);
    terms.set(this.terms);
    positions.set(this.positions);
    sentences.set(this.sentences);
    Object.assign(this, { terms, positions, sentences });
  }
}
