import type { Analyzer } from './analyzer.js';
import { ByteWriter } from './byte-writer.js';
import { layOutColumns } from './column-layout.js';
import { layOutPostings } from './posting-layout.js';
import type { SegmentDraft } from './segment-draft.js';
import { packSections, type SectionName, SMALL_VOCABULARY } from './segment-format.js';
import { buildStringTable } from './string-table.js';
import { formsOf } from './word-forms.js';
import { buildWordLists, turnRound } from './word-lists.js';
import { compareUuid, writeUuid } from './uuid-bytes.js';

/** The bytes of a draft: entries sorted, words numbered by frequency, both stores written. */
export function layOutSegment(draft: SegmentDraft, analyzer: Analyzer): Uint8Array {
  const order = sortEntries(draft);
  const postings = layOutPostings(draft, order);
  const words = Array.from(postings.wordOrder, (number) => draft.words[number]!);
  const table = buildStringTable(words);
  return packSections({
    ...layOutColumns(draft, order),
    ...layOutForward(draft, order, postings.newNumbers),
    wordOffsets: table.offsets,
    wordBytes: table.bytes,
    wordSlots: table.slots,
    postingOffsets: postings.offsets,
    postings: postings.bytes,
    ...(words.length > SMALL_VOCABULARY ? layOutClasses(words, postings.counts, analyzer) : {}),
  });
}

/** Row numbers by (group, ordinal); equal ones stay in the order they came. */
function sortEntries({ rows }: SegmentDraft): Uint32Array {
  const groups = new Uint8Array(rows.length * 16);
  rows.forEach((row, index) => writeUuid(row.group, groups, index * 16));
  const order = Uint32Array.from(rows, (_, index) => index);
  return order.sort(
    (a, b) => compareUuid(groups, a * 16, groups, b * 16) || rows[a]!.ordinal - rows[b]!.ordinal || a - b,
  );
}

function layOutForward(draft: SegmentDraft, order: Uint32Array, newNumbers: Uint32Array) {
  const { codes, codeStarts, titles } = draft;
  const writer = new ByteWriter(draft.codeCount * 2 + 16);
  const forwardOffsets = new Uint32Array(order.length + 1);
  for (let entry = 0; entry < order.length; entry++) {
    const row = order[entry]!;
    const title = titles[row]!;
    writer.varint(title.length);
    for (const word of title) writer.varint(newNumbers[word]!);
    const end = codeStarts[row + 1]!;
    for (let at = codeStarts[row]!; at < end; at++) {
      const code = codes[at]!;
      if (code !== 0) writer.varint(newNumbers[code - 1]! + 1);
      else {
        writer.varint(0);
        writer.varint(codes[++at]!);
      }
    }
    forwardOffsets[entry + 1] = writer.length;
  }
  return { forwardOffsets, forward: writer.view() };
}

/** Stem and gram tables. A stem that stands for nothing but the word it equals is left out: the dictionary has it. */
function layOutClasses(
  words: readonly string[],
  counts: Uint32Array,
  analyzer: Analyzer,
): Partial<Record<SectionName, Uint8Array | Uint32Array>> {
  const forms = formsOf(words, analyzer);
  const byStem = turnRound(forms.stems, forms.strings);
  const byGram = turnRound(forms.grams, forms.strings);
  const stems = buildWordLists(byStem, counts, (stem, count, first) => count === 1 && words[first] === stem);
  const grams = buildWordLists(byGram, counts);
  return {
    stemOffsets: stems.offsets,
    stemBytes: stems.bytes,
    stemSlots: stems.slots,
    stemListOffsets: stems.listOffsets,
    stemLists: stems.lists,
    gramOffsets: grams.offsets,
    gramBytes: grams.bytes,
    gramSlots: grams.slots,
    gramListOffsets: grams.listOffsets,
    gramLists: grams.lists,
  };
}
