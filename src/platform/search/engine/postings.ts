import { ByteCursor } from './byte-cursor.js';
import type { Segment } from './segment.js';

/** Merged postings of some words in one segment, deleted entries left out. */
export interface SegmentPostings {
  /** Entry numbers within the segment. */
  entries: Uint32Array;
  /** Occurrences in the text, for each of `entries`. */
  texts: Uint16Array;
  /** Occurrences in the title; undefined when there are none at all. */
  titles?: Uint16Array;
  /** How many of `entries` have the words in their text. */
  inText: number;
}

/** How many postings a word has in texts and titles: read without reading them. */
export function postingCount(segment: Segment, word: number): number {
  const cursor = new ByteCursor(segment.postings, segment.postingOffsets[word]!);
  return cursor.varint() + cursor.varint();
}

export function readPostings(segment: Segment, words: readonly number[], deleted?: Uint8Array): SegmentPostings {
  if (words.length === 1 && !deleted) {
    const cursor = new ByteCursor(segment.postings, segment.postingOffsets[words[0]!]!);
    const count = cursor.varint();
    if (cursor.varint() === 0) return readSingle(cursor, count);
  }
  scratch.reserve(segment.size);
  for (const word of words) {
    const cursor = new ByteCursor(segment.postings, segment.postingOffsets[word]!);
    const textCount = cursor.varint();
    const titleCount = cursor.varint();
    scratch.add(cursor, textCount, scratch.texts);
    scratch.add(cursor, titleCount, scratch.titles);
  }
  return scratch.take(deleted);
}

const clamp = (count: number): number => (count > 65535 ? 65535 : count);

/** The common case: one word, no titles, nothing deleted. The loop is written out because it is the hottest there is. */
function readSingle(cursor: ByteCursor, count: number): SegmentPostings {
  const entries = new Uint32Array(count);
  const texts = new Uint16Array(count);
  const { bytes } = cursor;
  let { at } = cursor;
  let entry = 0;
  for (let i = 0; i < count; i++) {
    let byte = bytes[at++]!;
    let delta = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[at++]!;
      delta |= (byte & 127) << shift;
    }
    entry += delta >>> 1;
    entries[i] = entry;
    if ((delta & 1) === 0) texts[i] = 1;
    else {
      cursor.at = at;
      texts[i] = clamp(cursor.varint());
      at = cursor.at;
    }
  }
  return { entries, texts, inText: count };
}

/** Counters over the entries of a segment, all zero between calls. One for the process: the code is synchronous. */
class UnionScratch {
  texts = new Uint16Array(0);
  titles = new Uint16Array(0);
  private touched = new Uint32Array(0);
  private seen = new Uint8Array(0);
  private count = 0;
  private hasTitles = false;

  reserve(size: number): void {
    if (this.texts.length >= size) return;
    const capacity = Math.ceil(size * 1.25);
    this.texts = new Uint16Array(capacity);
    this.titles = new Uint16Array(capacity);
    this.touched = new Uint32Array(capacity);
    this.seen = new Uint8Array(capacity);
  }

  add(cursor: ByteCursor, postings: number, counters: Uint16Array): void {
    if (postings > 0 && counters === this.titles) this.hasTitles = true;
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
      counters[entry] = clamp(counters[entry]! + occurrences);
    }
    cursor.at = at;
    this.count = count;
  }

  /** Hands out what was added and zeroes the counters. */
  take(deleted?: Uint8Array): SegmentPostings {
    const entries = new Uint32Array(this.count);
    const texts = new Uint16Array(this.count);
    const titles = this.hasTitles ? new Uint16Array(this.count) : undefined;
    let live = 0;
    let inText = 0;
    for (let i = 0; i < this.count; i++) {
      const entry = this.touched[i]!;
      if (deleted?.[entry] !== 1) {
        entries[live] = entry;
        texts[live] = this.texts[entry]!;
        if (titles) titles[live] = this.titles[entry]!;
        if (texts[live] !== 0) inText++;
        live++;
      }
      this.texts[entry] = 0;
      this.titles[entry] = 0;
      this.seen[entry] = 0;
    }
    this.count = 0;
    this.hasTitles = false;
    return {
      entries: entries.subarray(0, live),
      texts: texts.subarray(0, live),
      titles: titles?.subarray(0, live),
      inText,
    };
  }
}

const scratch = new UnionScratch();
