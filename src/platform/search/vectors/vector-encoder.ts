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

/** A rotated vector as the scan wants it: Σ over set bits of a code of its values = low × bits + step × overlap. */
interface Levels {
  /** For each half byte of a code, the levels summed over its bits: sixteen sums a half, the low half first. */
  table: Uint8Array;
  low: number;
  step: number;
  /** Sum over all axes. */
  total: number;
}

export interface QueryCode extends Levels {
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
    const offset = this.centred(vector);
    return { offset, ...codeOf(this.scratch, into) };
  }

  /** @param axes so many of the first ones stand for all, in codes cut off after them */
  encodeQuery(query: Float32Array, axes = this.centre.length): QueryCode {
    const { centre, scratch } = this;
    const toCentre = dot(query, centre);
    this.centred(query);
    let squares = 0;
    for (let i = 0; i < scratch.length; i++) squares += scratch[i]! * scratch[i]!;
    const scale = scratch.length / axes;
    const { table, low, step, total } = levelsOf(
      axes < scratch.length ? scratch.subarray(0, axes).map((value) => value * scale) : scratch,
    );
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

/** Writes the code of a rotated difference from the centre. */
function codeOf(values: Float64Array, into: Uint32Array): Omit<CodeFactors, 'offset'> {
  let sum = 0;
  let squares = 0;
  let bits = 0;
  for (let from = 0; from < values.length; from += 32) {
    let word = 0;
    const end = Math.min(from + 32, values.length);
    for (let i = from; i < end; i++) {
      const value = values[i]!;
      const bit = Number(value > 0);
      word |= bit << (i - from);
      bits += bit;
      sum += Math.abs(value);
      squares += value * value;
    }
    into[from / 32] = word;
  }
  const factor = sum > 0 ? squares / sum : 0;
  return { factor, bits: factor * bits };
}

/** Rounds the values of a rotated vector to levels. */
function levelsOf(values: Float64Array): Levels {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  const step = (high - low) / LEVELS || 1;
  const table = new Uint8Array(codeBytes(values.length) * 2 * HALF);
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const level = Math.round((values[i]! - low) / step);
    total += low + level * step;
    addLevel(table, i, level);
  }
  return { table, low, step, total };
}

/** Adds an axis to its half byte: the sums with its bit are those without it, and its level. Axes come in order. */
function addLevel(table: Uint8Array, axis: number, level: number): void {
  const from = (axis >> 2) * HALF;
  const bit = 1 << (axis & 3);
  for (let bits = 0; bits < bit; bits++) table[from + bit + bits] = table[from + bits]! + level;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
