import { ByteCursor } from './byte-cursor.js';
import type { Postings } from './postings.js';
import type { Segment } from './segment.js';

const MOST = 65535;

/** Counters over the entries of one segment, all zero between two unions. */
class UnionScratch {
  private texts = new Uint16Array(0);
  private titles = new Uint16Array(0);
  private seen = new Uint8Array(0);
  private touched = new Uint32Array(0);
  private count = 0;
  private hasTitles = false;

  reserve(size: number): void {
    if (this.texts.length >= size) return;
    const capacity = Math.ceil(size * 1.25);
    this.texts = new Uint16Array(capacity);
    this.titles = new Uint16Array(capacity);
    this.seen = new Uint8Array(capacity);
    this.touched = new Uint32Array(capacity);
  }

  addWord(segment: Segment, word: number): void {
    const cursor = new ByteCursor(segment.postings, segment.postingOffsets[word]!);
    const textCount = cursor.varint();
    const titleCount = cursor.varint();
    this.add(cursor, textCount, this.texts);
    if (titleCount === 0) return;
    this.hasTitles = true;
    this.add(cursor, titleCount, this.titles);
  }

  /** Appends what was added and zeroes the counters. */
  take(into: Postings, deleted?: Uint8Array): void {
    if (this.hasTitles) into.titles ??= new Uint16Array(into.entries.length);
    const { texts, titles, seen, touched } = this;
    for (let i = 0; i < this.count; i++) {
      const entry = touched[i]!;
      if (deleted?.[entry] !== 1) {
        into.entries[into.count] = entry;
        into.texts[into.count] = texts[entry]!;
        if (this.hasTitles) into.titles![into.count] = titles[entry]!;
        if (texts[entry] !== 0) into.inText++;
        into.count++;
      }
      texts[entry] = 0;
      seen[entry] = 0;
      if (this.hasTitles) titles[entry] = 0;
    }
    this.count = 0;
    this.hasTitles = false;
  }

  private add(cursor: ByteCursor, postings: number, counters: Uint16Array): void {
    const { seen, touched } = this;
    const { bytes } = cursor;
    let { count } = this;
    let { at } = cursor;
    let entry = 0;
    for (let i = 0; i < postings; i++) {
      let byte = bytes[at++]!;
      let delta = byte & 127;
      for (let shift = 7; byte > 127; shift += 7) {
        byte = bytes[at++]!;
        delta |= (byte & 127) << shift;
      }
      entry += delta >>> 1;
      let occurrences = 1;
      if ((delta & 1) === 1) {
        cursor.at = at;
        occurrences = cursor.varint();
        at = cursor.at;
      }
      if (seen[entry] === 0) {
        seen[entry] = 1;
        touched[count++] = entry;
      }
      counters[entry] = Math.min(MOST, counters[entry]! + occurrences);
    }
    cursor.at = at;
    this.count = count;
  }
}

/** One for the thread: the engine is synchronous, so no two unions are ever under way. */
export const unionScratch = new UnionScratch();
