import { HEADER_INTS, SECTIONS, SEGMENT_FORMAT, SEGMENT_MAGIC, type SectionName } from './segment-format.js';
import { StringTable } from './string-table.js';
import { WordLists } from './word-lists.js';

const PLACES = Object.fromEntries(SECTIONS.map((name, index) => [name, 2 + index * 2])) as Record<SectionName, number>;

/** Opens the sections of a packed segment as views of its bytes. */
export class PackedSections {
  private readonly header: Uint32Array;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    // Typed arrays need aligned memory; drivers hand out pooled buffers for small values.
    this.bytes = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
    if (bytes.length < HEADER_INTS * 4) throw new Error('search segment is cut short');
    this.header = new Uint32Array(this.bytes.buffer, this.bytes.byteOffset, HEADER_INTS);
    if (this.header[0] !== SEGMENT_MAGIC || this.header[1] !== SEGMENT_FORMAT) {
      throw new Error('search segment has an unknown format');
    }
  }

  bytesOf(name: SectionName): Uint8Array {
    const [offset, length] = this.place(name);
    return new Uint8Array(this.bytes.buffer, offset, length);
  }

  intsOf(name: SectionName): Uint32Array {
    const [offset, length] = this.place(name);
    return new Uint32Array(this.bytes.buffer, offset, length / 4);
  }

  doublesOf(name: SectionName): Float64Array {
    const [offset, length] = this.place(name);
    return new Float64Array(this.bytes.buffer, offset, length / 8);
  }

  stringsOf(prefix: 'name' | 'word'): StringTable {
    return new StringTable({
      offsets: this.intsOf(`${prefix}Offsets`),
      bytes: this.bytesOf(`${prefix}Bytes`),
      slots: this.intsOf(`${prefix}Slots`),
    });
  }

  /** Undefined where they are not stored. */
  wordListsOf(prefix: 'stem' | 'gram'): WordLists | undefined {
    if (this.intsOf(`${prefix}Offsets`).length === 0) return undefined;
    return new WordLists({
      offsets: this.intsOf(`${prefix}Offsets`),
      bytes: this.bytesOf(`${prefix}Bytes`),
      slots: this.intsOf(`${prefix}Slots`),
      listOffsets: this.intsOf(`${prefix}ListOffsets`),
      lists: this.bytesOf(`${prefix}Lists`),
    });
  }

  private place(name: SectionName): [offset: number, length: number] {
    const place = PLACES[name];
    const offset = this.header[place]!;
    const length = this.header[place + 1]!;
    if (offset + length > this.bytes.byteLength) throw new Error('search segment is cut short');
    return [this.bytes.byteOffset + offset, length];
  }
}
