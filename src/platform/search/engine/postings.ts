import { ByteCursor } from './byte-cursor.js';
import type { MaskedSegment } from './segment-merge.js';
import type { Segment } from './segment.js';
import { unionScratch } from './union-scratch.js';
import type { WordList } from './word-lists.js';

/**
 * Merged postings of a class in all segments, deleted entries left out. One set of arrays for all segments: a query
 * reads dozens of classes in dozens of segments, and small typed arrays are dear.
 */
export interface Postings {
  /** Entry numbers within their segment; those of segment i are at ends[i - 1] (or 0) up to ends[i]. */
  entries: Uint32Array;
  ends: number[];
  /** Occurrences in the text, for each of `entries`. */
  texts: Uint16Array;
  /** Occurrences in the title; undefined when there are none at all. */
  titles?: Uint16Array;
  count: number;
  /** How many of `entries` have the words in their text. */
  inText: number;
}

/** How many postings a word has in texts and titles: read without reading them. */
export function postingCount(segment: Segment, word: number): number {
  const cursor = new ByteCursor(segment.postings, segment.postingOffsets[word]!);
  return cursor.varint() + cursor.varint();
}

export function readPostings(segments: readonly MaskedSegment[], lists: readonly WordList[]): Postings {
  let capacity = 0;
  lists.forEach(({ cost }, index) => (capacity += Math.min(cost, segments[index]!.segment.size)));
  arena.reserve(capacity);
  const { entries, texts } = arena.arrays;
  const postings: Postings = { entries, ends: [], texts, titles: undefined, count: 0, inText: 0 };
  lists.forEach((list, index) => {
    if (list.count > 0) readSegment(segments[index]!, list.words(), postings);
    postings.ends.push(postings.count);
  });
  const { count } = postings;
  postings.entries = entries.slice(0, count);
  postings.texts = texts.slice(0, count);
  postings.titles = postings.titles?.slice(0, count);
  return postings;
}

/** Where postings are put together: how many a union gives is known only afterwards, and the bound is far too high. */
class PostingArena {
  arrays = { entries: new Uint32Array(0), texts: new Uint16Array(0) };

  reserve(capacity: number): void {
    if (this.arrays.entries.length >= capacity) return;
    const size = Math.ceil(capacity * 1.25);
    this.arrays = { entries: new Uint32Array(size), texts: new Uint16Array(size) };
  }
}

/** One for the thread, like the scratch of unions. */
const arena = new PostingArena();

function readSegment({ segment, deleted }: MaskedSegment, words: readonly number[], into: Postings): void {
  if (words.length === 1 && !deleted) {
    const cursor = new ByteCursor(segment.postings, segment.postingOffsets[words[0]!]!);
    const count = cursor.varint();
    if (cursor.varint() === 0) return readSingle(cursor, count, into);
  }
  unionScratch.reserve(segment.size);
  for (const word of words) unionScratch.addWord(segment, word);
  unionScratch.take(into, deleted);
}

/** The common case: one word, no titles, nothing deleted. The loop is written out because it is the hottest there is. */
function readSingle(cursor: ByteCursor, count: number, into: Postings): void {
  const { entries, texts } = into;
  const { bytes } = cursor;
  let { at } = cursor;
  let entry = 0;
  const end = into.count + count;
  for (let i = into.count; i < end; i++) {
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
      texts[i] = Math.min(65535, cursor.varint());
      at = cursor.at;
    }
  }
  into.count = end;
  into.inText += count;
}
