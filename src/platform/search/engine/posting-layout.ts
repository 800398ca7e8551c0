import { ByteWriter } from './byte-writer.js';
import type { SegmentDraft } from './segment-draft.js';

/** One field's postings, sorted by (word, entry): those of word w are at starts[w] .. starts[w + 1]. */
interface FieldPostings {
  starts: Uint32Array;
  entries: Uint32Array;
  counts: Uint32Array;
}

type VisitWords = (row: number, visit: (word: number) => void) => void;

/** The word → entries store, and the words in their final order. */
export function layOutPostings(draft: SegmentDraft, order: Uint32Array) {
  const { codes, codeStarts, titles, words } = draft;
  const text = invert(words.length, order, (row, visit) => {
    const end = codeStarts[row + 1]!;
    for (let at = codeStarts[row]!; at < end; at++) {
      const code = codes[at]!;
      if (code === 0) at++;
      else visit(code - 1);
    }
  });
  const title = invert(words.length, order, (row, visit) => titles[row]!.forEach(visit));
  const weightOf = (word: number) => size(text, word) + size(title, word);
  const wordOrder = words.map((_, word) => word).sort((a, b) => weightOf(b) - weightOf(a) || a - b);
  const newNumbers = new Uint32Array(words.length);
  const offsets = new Uint32Array(words.length + 1);
  const counts = new Uint32Array(words.length);
  const writer = new ByteWriter(text.entries.length * 2 + 16);
  wordOrder.forEach((word, number) => {
    newNumbers[word] = number;
    counts[number] = weightOf(word);
    writer.varint(size(text, word));
    writer.varint(size(title, word));
    writePostings(writer, text, word);
    writePostings(writer, title, word);
    offsets[number + 1] = writer.length;
  });
  return { wordOrder, newNumbers, counts, offsets, bytes: writer.view() };
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

/** A counting sort of (word, entry) in two passes over the text: no comparison, no object per posting. */
function invert(wordCount: number, order: Uint32Array, visitWords: VisitWords): FieldPostings {
  const lastEntry = new Uint32Array(wordCount);
  const starts = new Uint32Array(wordCount + 1);
  order.forEach((row, entry) => {
    visitWords(row, (word) => {
      if (lastEntry[word] === entry + 1) return;
      lastEntry[word] = entry + 1;
      starts[word + 1]!++;
    });
  });
  for (let word = 0; word < wordCount; word++) starts[word + 1]! += starts[word]!;
  const next = starts.slice(0, wordCount);
  const entries = new Uint32Array(starts[wordCount]!);
  const counts = new Uint32Array(starts[wordCount]!);
  lastEntry.fill(0);
  order.forEach((row, entry) => {
    visitWords(row, (word) => {
      if (lastEntry[word] !== entry + 1) {
        lastEntry[word] = entry + 1;
        entries[next[word]!++] = entry;
      }
      counts[next[word]! - 1]!++;
    });
  });
  return { starts, entries, counts };
}
