import { Rotation } from './rotation.js';

/** Bit codes are padded to so many bytes, which is how stored ones lie. */
const STEP = 16;
/** The query's values are rounded to so many levels above the lowest. */
export const LEVELS = 15;

/** Values of half a byte. */
const HALF = 16;

export const codeBytes = (dimensions: number): number => Math.ceil(dimensions / 8 / STEP) * STEP;

/** What makes an overlap of codes into an estimate of the cosine: row.offset + … see `VectorSet`. */
export interface CodeFactors {
  /** centre · (x - centre). */
  offset: number;
  /** Length of x - centre, divided by how well its code stands for it. */
  factor: number;
  /** The same, times the bits set in the code. */
  bits: number;
}

/** A query as the scan wants it: Σ over set bits of a code of the query's value = low × bits + step × overlap. */
export interface QueryCode {
  /** For each half byte of a code, the levels summed over its bits: sixteen sums a half, the low half first. */
  table: Uint8Array;
  low: number;
  step: number;
  /** Sum over all axes. */
  total: number;
  /** query · centre. */
  offset: number;
  /** Length of query - centre. */
  length: number;
}

/**
 * Makes one-bit codes of vectors (RaBitQ): which side of the profile's centre a vector lies on along each rotated axis.
 * Centred, because the vectors of one model share a direction, against which everything else is small.
 */
export class VectorEncoder {
  private readonly rotation: Rotation;
  private readonly scratch: Float64Array;

  constructor(private readonly centre: Float32Array) {
    this.rotation = new Rotation(centre.length);
    this.scratch = new Float64Array(centre.length);
  }

  /** Writes the code of a vector. */
  encode(vector: Float32Array, into: Uint32Array): CodeFactors {
    const { centre, scratch } = this;
    const offset = this.centred(vector);
    let sum = 0;
    let squares = 0;
    let bits = 0;
    for (let from = 0; from < centre.length; from += 32) {
      let word = 0;
      const end = Math.min(from + 32, centre.length);
      for (let i = from; i < end; i++) {
        const value = scratch[i]!;
        const bit = Number(value > 0);
        word |= bit << (i - from);
        bits += bit;
        sum += Math.abs(value);
        squares += value * value;
      }
      into[from / 32] = word;
    }
    const factor = sum > 0 ? squares / sum : 0;
    return { offset, factor, bits: factor * bits };
  }

  encodeQuery(query: Float32Array): QueryCode {
    const { centre, scratch } = this;
    const toCentre = dot(query, centre);
    this.centred(query);
    let low = Infinity;
    let high = -Infinity;
    let squares = 0;
    for (const value of scratch) {
      low = Math.min(low, value);
      high = Math.max(high, value);
      squares += value * value;
    }
    const step = (high - low) / LEVELS || 1;
    const table = new Uint8Array(codeBytes(centre.length) * 2 * HALF);
    let total = 0;
    scratch.forEach((value, i) => {
      const level = Math.round((value - low) / step);
      total += low + level * step;
      addLevel(table, i, level);
    });
    return { table, low, step, total, offset: toCentre, length: Math.sqrt(squares) };
  }

  /** Leaves the rotated difference from the centre in the scratch; gives centre · difference. */
  private centred(vector: Float32Array): number {
    const { centre, scratch } = this;
    let offset = 0;
    for (let i = 0; i < centre.length; i++) {
      const difference = vector[i]! - centre[i]!;
      scratch[i] = difference;
      offset += difference * centre[i]!;
    }
    this.rotation.apply(scratch);
    return offset;
  }
}

/** Adds the level of an axis to every sum of its half byte that has the axis' bit. */
function addLevel(table: Uint8Array, axis: number, level: number): void {
  const from = (axis >> 2) * HALF;
  const bit = 1 << (axis & 3);
  for (let bits = 0; bits < HALF; bits++) if (bits & bit) table[from + bits]! += level;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
