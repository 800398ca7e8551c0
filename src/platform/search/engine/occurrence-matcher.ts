import { ByteCursor } from './byte-cursor.js';
import type { ClassOfWords } from './class-of-words.js';
import type { Matcher, Matches } from './index-reader.js';
import type { Segment } from './segment.js';

const NO_CLASS = 0;
/** Mark of a word that is in several classes: the list says which. */
const SEVERAL = 255;

/** Which classes each word of one segment is in: one byte a word, so that the scan of a text does no hashing. */
class WordMarks {
  readonly marks: Uint8Array;
  readonly several = new Map<number, number[]>();

  constructor(segment: Segment, lists: readonly (readonly number[])[]) {
    this.marks = new Uint8Array(segment.words.count);
    lists.forEach((words, index) => {
      for (const word of words) this.add(word, index);
    });
  }

  private add(word: number, index: number): void {
    const mark = this.marks[word]!;
    if (mark === NO_CLASS) this.marks[word] = index + 1;
    else if (mark === SEVERAL) this.several.get(word)!.push(index);
    else {
      this.several.set(word, [mark - 1, index]);
      this.marks[word] = SEVERAL;
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
    if (classes.length >= SEVERAL) throw new RangeError('a matcher takes at most 254 classes');
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
    return (this.marks[index] ??= new WordMarks(
      segment,
      this.classes.map((terms) => terms.words[index]!.words()),
    ));
  }

  private scan(segment: Segment, local: number, { marks, several }: WordMarks): void {
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
        const mark = marks[value - 1]!;
        if (mark === SEVERAL) for (const term of several.get(value - 1)!) this.add(term, position, sentence);
        else if (mark !== NO_CLASS) this.add(mark - 1, position, sentence);
      }
    }
    this.sentenceCount = sentence + 1;
  }

  private addMarked({ marks, several }: WordMarks, word: number, position: number, sentence: number): void {
    const mark = marks[word]!;
    if (mark === SEVERAL) for (const term of several.get(word)!) this.add(term, position, sentence);
    else if (mark !== NO_CLASS) this.add(mark - 1, position, sentence);
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
