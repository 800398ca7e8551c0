import { ByteWriter } from './byte-writer.js';
import { layOutColumns } from './column-layout.js';
import { layOutPostings } from './posting-layout.js';
import type { SegmentDraft } from './segment-draft.js';
import { type Dictionary, GRAMS, STEMS } from './class-tables.js';
import { packSections, type SectionName, SMALL_VOCABULARY } from './segment-format.js';
import { compareUuid, writeUuid } from './uuid-bytes.js';
import type { WordMemory } from './word-memory.js';

/** The bytes of a draft: entries sorted, words numbered by frequency, both stores written. */
export function layOutSegment(draft: SegmentDraft, memory: WordMemory): Uint8Array {
  const order = sortEntries(draft);
  const postings = layOutPostings(draft, order);
  const words = postings.wordOrder.map((number) => draft.words[number]!);
  const table = memory.pool.tableOf(words);
  return packSections({
    ...layOutColumns(draft, order),
    ...layOutForward(draft, order, postings.newNumbers),
    wordOffsets: table.offsets,
    wordBytes: table.bytes,
    wordSlots: table.slots,
    postingOffsets: postings.offsets,
    postings: postings.bytes,
    ...layOutClasses({ words, counts: postings.counts, memory }),
  });
}

/** Row numbers by (group, ordinal); equal ones stay in the order they came, which often is the right one. */
function sortEntries({ rows }: SegmentDraft): Uint32Array {
  const groups = new Uint8Array(rows.length * 16);
  let isSorted = true;
  for (let row = 0; row < rows.length; row++) {
    const [own, before] = [rows[row]!, rows[row - 1]];
    if (own.group === before?.group) groups.copyWithin(row * 16, row * 16 - 16, row * 16);
    else writeUuid(own.group, groups, row * 16);
    if (before)
      isSorted &&= (compareUuid(groups, row * 16 - 16, groups, row * 16) || before.ordinal - own.ordinal) <= 0;
  }
  const order = Uint32Array.from(rows.keys());
  if (isSorted) return order;
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

/** Stem and gram tables, where it pays to store them. */
function layOutClasses(dictionary: Dictionary): Partial<Record<SectionName, Uint8Array | Uint32Array>> {
  if (dictionary.words.length <= SMALL_VOCABULARY) return {};
  const stems = STEMS.table(dictionary);
  const grams = GRAMS.table(dictionary);
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
