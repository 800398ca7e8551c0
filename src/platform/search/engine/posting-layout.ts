import { ByteWriter } from './byte-writer.js';
import type { SegmentDraft } from './segment-draft.js';

/** Codes of all rows and where those of each row begin and end, in the grammar of the forward store. */
type Runs = Pick<SegmentDraft, 'codes' | 'codeStarts'>;

/** Counting up to so many times as many weights as there are words is faster than comparing. */
const MOST_WEIGHT = 16;

/** One field's postings, sorted by (word, entry): those of word w are at starts[w] .. starts[w + 1]. */
interface FieldPostings {
  starts: Uint32Array;
  entries: Uint32Array;
  counts: Uint32Array;
}

/** The word → entries store, and the words in their final order. */
export function layOutPostings(draft: SegmentDraft, order: Uint32Array) {
  const { wordCount } = draft;
  const text = invert(wordCount, order, draft);
  const title = invert(wordCount, order, titleRuns(draft));
  const weights = new Uint32Array(wordCount);
  for (let word = 0; word < wordCount; word++) weights[word] = size(text, word) + size(title, word);
  const wordOrder = byWeight(weights);
  const newNumbers = new Uint32Array(wordCount);
  const offsets = new Uint32Array(wordCount + 1);
  const writer = new ByteWriter(text.entries.length * 2 + 16);
  for (let number = 0; number < wordOrder.length; number++) {
    const word = wordOrder[number]!;
    newNumbers[word] = number;
    writer.varint(size(text, word));
    writer.varint(size(title, word));
    writePostings(writer, text, word);
    writePostings(writer, title, word);
    offsets[number + 1] = writer.length;
  }
  return { wordOrder, newNumbers, counts: wordOrder.map((word) => weights[word]!), offsets, bytes: writer.view() };
}

/** The heaviest first; of the same weight in the order of their numbers: a counting sort, as most weights are small. */
function byWeight(weights: Uint32Array): Uint32Array {
  const most = weights.reduce((most, weight) => Math.max(most, weight), 0);
  if (most > weights.length * MOST_WEIGHT) return byComparing(weights, most);
  /** Of each weight, from the heaviest, where its words begin. */
  const next = new Uint32Array(most + 2);
  for (let word = 0; word < weights.length; word++) next[most - weights[word]! + 1]!++;
  for (let at = 0; at <= most; at++) next[at + 1]! += next[at]!;
  const order = new Uint32Array(weights.length);
  for (let word = 0; word < weights.length; word++) order[next[most - weights[word]!]!++] = word;
  return order;
}

function byComparing(weights: Uint32Array, most: number): Uint32Array {
  // Both in one number (products below 2⁵³), which typed arrays sort without asking a function.
  const keys = Float64Array.from(weights, (weight, word) => (most - weight) * weights.length + word);
  return Uint32Array.from(keys.sort(), (key) => key % weights.length);
}

const size = (field: FieldPostings, word: number): number => field.starts[word + 1]! - field.starts[word]!;

function writePostings(writer: ByteWriter, field: FieldPostings, word: number): void {
  let previous = 0;
  const end = field.starts[word + 1]!;
  for (let at = field.starts[word]!; at < end; at++) {
    const entry = field.entries[at]!;
    const count = field.counts[at]!;
    const delta = (entry - previous) * 2;
    writer.varint(count > 1 ? delta + 1 : delta);
    if (count > 1) writer.varint(count);
    previous = entry;
  }
}

/** The words of the titles as codes. */
function titleRuns({ titles }: SegmentDraft): Runs {
  const codeStarts = [0];
  const codes: number[] = [];
  for (const title of titles) {
    for (const word of title) codes.push(word + 1);
    codeStarts.push(codes.length);
  }
  return { codes: Uint32Array.from(codes), codeStarts };
}

/** A counting sort of (word, entry) in two passes over the codes: no comparison, no object per posting. */
function invert(wordCount: number, order: Uint32Array, runs: Runs): FieldPostings {
  const starts = countEntries(wordCount, order, runs);
  const next = starts.slice(0, wordCount);
  const entries = new Uint32Array(starts[wordCount]!);
  const counts = new Uint32Array(starts[wordCount]!);
  const lastEntry = new Uint32Array(wordCount);
  const { codes, codeStarts } = runs;
  for (let entry = 0; entry < order.length; entry++) {
    const row = order[entry]!;
    const end = codeStarts[row + 1]!;
    for (let at = codeStarts[row]!; at < end; at++) {
      const code = codes[at]!;
      if (code === 0) at++;
      else {
        const word = code - 1;
        if (lastEntry[word] !== entry + 1) {
          lastEntry[word] = entry + 1;
          entries[next[word]!++] = entry;
        }
        counts[next[word]! - 1]!++;
      }
    }
  }
  return { starts, entries, counts };
}

/** Where the postings of each word begin. */
function countEntries(wordCount: number, order: Uint32Array, { codes, codeStarts }: Runs): Uint32Array {
  const starts = new Uint32Array(wordCount + 1);
  const lastEntry = new Uint32Array(wordCount);
  for (let entry = 0; entry < order.length; entry++) {
    const row = order[entry]!;
    const end = codeStarts[row + 1]!;
    for (let at = codeStarts[row]!; at < end; at++) {
      const code = codes[at]!;
      if (code === 0) at++;
      else if (lastEntry[code - 1] !== entry + 1) {
        lastEntry[code - 1] = entry + 1;
        starts[code]!++;
      }
    }
  }
  for (let word = 0; word < wordCount; word++) starts[word + 1]! += starts[word]!;
  return starts;
}
