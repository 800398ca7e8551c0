import { compareUuid, readUuid, writeUuid } from '../engine/uuid-bytes.js';
import type { EntryVector } from '../vector-store.js';
import { codeBytes } from './code-bytes.js';
import type { VectorEncoder } from './vector-encoder.js';

/**
 * The bytes of a block: four 32-bit little-endian integers (magic, format, dimensions, rows), then for all rows the ids
 * (16 bytes each, ascending), four floats (scale, and the factors of the code), the bit codes, and the values as 16-bit
 * integers (value × scale is the number). Sixteen bits lose nothing that can be measured and take half the room of a
 * float; eight bits cost three of a hundred nearest neighbours.
 */
const MAGIC = 0x56494152; // "RAIV"
const FORMAT = 1;
const HEADER = 16;
const FLOATS = 4;

/** Opened bytes of some vectors of one profile. Immutable. */
export class VectorBlock {
  readonly dimensions: number;
  readonly rows: number;
  /** 16 bytes a row, ascending. */
  readonly ids: Uint8Array;
  /** Scale, offset, factor, bits: see `RowEncoder`. */
  readonly floats: Float32Array;
  readonly codes: Uint32Array;
  readonly values: Int16Array;

  constructor(bytes: Uint8Array) {
    // Typed arrays need aligned memory; drivers hand out pooled buffers for small values.
    const own = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
    if (own.length < HEADER) throw new Error('vector block is cut short');
    const [magic, format, dimensions = 0, rows = 0] = new Uint32Array(own.buffer, own.byteOffset, 4);
    if (magic !== MAGIC || format !== FORMAT) throw new Error('vector block has an unknown format');
    if (own.length < sizeOf(dimensions, rows)) throw new Error('vector block is cut short');
    this.dimensions = dimensions;
    this.rows = rows;
    let at = own.byteOffset + HEADER;
    this.ids = new Uint8Array(own.buffer, at, rows * 16);
    this.floats = new Float32Array(own.buffer, (at += rows * 16), rows * FLOATS);
    this.codes = new Uint32Array(own.buffer, (at += rows * FLOATS * 4), (rows * codeBytes(dimensions)) / 4);
    this.values = new Int16Array(own.buffer, at + rows * codeBytes(dimensions), rows * dimensions);
  }

  idOf(row: number): string {
    return readUuid(this.ids, row * 16);
  }

  codeOf(row: number): Uint32Array {
    const words = codeBytes(this.dimensions) / 4;
    return this.codes.subarray(row * words, (row + 1) * words);
  }

  valuesOf(row: number): Int16Array {
    return this.values.subarray(row * this.dimensions, (row + 1) * this.dimensions);
  }

  vectorOf(row: number): Float32Array {
    const scale = this.floats[row * FLOATS]!;
    return Float32Array.from(this.valuesOf(row), (value) => value * scale);
  }
}

const sizeOf = (dimensions: number, rows: number): number =>
  HEADER + rows * (16 + FLOATS * 4 + codeBytes(dimensions) + dimensions * 2);

/** The bytes of a block of these rows, which all have the length of the encoder's centre. */
export function buildBlock(rows: readonly EntryVector[], encoder: VectorEncoder): Uint8Array {
  const { bytes, block } = emptyBlock(encoder.dimensions, rows.length);
  let ascend = true;
  rows.forEach(({ id }, row) => {
    writeUuid(id, block.ids, row * 16);
    ascend &&= row === 0 || compareUuid(block.ids, (row - 1) * 16, block.ids, row * 16) <= 0;
  });
  // New ids ascend, and so do rows that come as they were made.
  const sorted = ascend ? rows : sortById(rows, block.ids);
  encoder.encode(
    sorted.map(({ vector }) => vector),
    block,
  );
  return bytes;
}

/** Sorts the ids too. */
function sortById(rows: readonly EntryVector[], ids: Uint8Array): EntryVector[] {
  const given = ids.slice();
  const order = rows.map((_, row) => row).sort((a, b) => compareUuid(given, a * 16, given, b * 16));
  return order.map((from, row) => {
    ids.set(given.subarray(from * 16, from * 16 + 16), row * 16);
    return rows[from]!;
  });
}

/** One block of the rows of several that `keeps` says yes to; undefined where none is left. */
export function mergeBlocks(blocks: readonly VectorBlock[], keeps: (id: string) => boolean): Uint8Array | undefined {
  const kept = blocks.flatMap((block) =>
    Array.from({ length: block.rows }, (_, row) => ({ block, row })).filter(({ row }) => keeps(block.idOf(row))),
  );
  if (kept.length === 0) return undefined;
  kept.sort((a, b) => compareUuid(a.block.ids, a.row * 16, b.block.ids, b.row * 16));
  const { bytes, block } = emptyBlock(kept[0]!.block.dimensions, kept.length);
  kept.forEach(({ block: from, row }, place) => {
    block.ids.set(from.ids.subarray(row * 16, row * 16 + 16), place * 16);
    block.floats.set(from.floats.subarray(row * FLOATS, (row + 1) * FLOATS), place * FLOATS);
    block.codeOf(place).set(from.codeOf(row));
    block.valuesOf(place).set(from.valuesOf(row));
  });
  return bytes;
}

function emptyBlock(dimensions: number, rows: number): { bytes: Uint8Array; block: VectorBlock } {
  const bytes = new Uint8Array(sizeOf(dimensions, rows));
  new Uint32Array(bytes.buffer, 0, 4).set([MAGIC, FORMAT, dimensions, rows]);
  return { bytes, block: new VectorBlock(bytes) };
}
