/**
 * The bytes of a segment: a header of 32-bit little-endian integers, then sections that start at multiples of 8, so
 * that each opens as a typed array over the stored bytes, without copying or parsing.
 *
 * Entries are sorted by (group, ordinal): a group is one run of entries. Words are numbered by falling frequency, so
 * that common words take one byte. Two stores hold the same text twice over, each for what it is fast at:
 * - `postings`, word → entries: varint count in text, varint count in titles, then for each posting
 *   varint(difference << 1 | tf > 1) and, when tf > 1, varint tf; text first, then titles.
 * - `forward`, entry → words in order: varint number of title words, the title's words, then the text's as
 *   varint(word + 1), each one position after the one before; 0 introduces an exception, see FORWARD_ESCAPES.
 */
export const SEGMENT_MAGIC = 0x58494152; // "RAIX"

/** Raise it with every change to the bytes or to what analyzeText() and stemOf() give: old segments must be rebuilt. */
export const SEGMENT_FORMAT = 1;

export const FORWARD_ESCAPES = {
  /** The next word shares the position of the one before. */
  samePosition: 0,
  /** A sentence starts at the next word. */
  sentence: 1,
  // n ≥ 2: the next word's position is n after the one before (which is -1 at the start).
} as const;

/** Up to this many words a segment's stem and gram tables are made when first asked: stored, they would dwarf a message. */
export const SMALL_VOCABULARY = 3000;

export const SECTIONS = [
  'entryIds',
  'entryGroups',
  'ordinals',
  'lengths',
  'titleLengths',
  'chars',
  'createdAt',
  'roles',
  'flags',
  'entryNames',
  'forwardOffsets',
  'forward',
  'groupIds',
  'groupStarts',
  'nameOffsets',
  'nameBytes',
  'nameSlots',
  'wordOffsets',
  'wordBytes',
  'wordSlots',
  'postingOffsets',
  'postings',
  'stemOffsets',
  'stemBytes',
  'stemSlots',
  'stemListOffsets',
  'stemLists',
  'gramOffsets',
  'gramBytes',
  'gramSlots',
  'gramListOffsets',
  'gramLists',
] as const;

export type SectionName = (typeof SECTIONS)[number];
type SectionArray = Uint8Array | Uint32Array | Float64Array;

export const HEADER_INTS = 2 + SECTIONS.length * 2;
const align = (offset: number): number => (offset + 7) & ~7;

/** Puts the sections one after another. A section that is not given is empty. */
export function packSections(sections: Partial<Record<SectionName, SectionArray>>): Uint8Array {
  let size = align(HEADER_INTS * 4);
  for (const name of SECTIONS) size = align(size + (sections[name]?.byteLength ?? 0));
  const bytes = new Uint8Array(size);
  const header = new Uint32Array(bytes.buffer, 0, HEADER_INTS);
  header[0] = SEGMENT_MAGIC;
  header[1] = SEGMENT_FORMAT;
  let offset = align(HEADER_INTS * 4);
  SECTIONS.forEach((name, index) => {
    const section = sections[name];
    const length = section?.byteLength ?? 0;
    header[2 + index * 2] = offset;
    header[3 + index * 2] = length;
    if (section) bytes.set(new Uint8Array(section.buffer, section.byteOffset, length), offset);
    offset = align(offset + length);
  });
  return bytes;
}
