import { codeBytes } from './code-bytes.js';
import { type EncodedRows, RowEncoder } from './row-encoder.js';
import { Rotation } from './rotation.js';

/** The query's values are rounded to so many levels above the lowest. */
export const LEVELS = 15;

/** Values of half a byte. */
const HALF = 16;

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
  /** Made when it is needed: most encoders only see queries. */
  private rows?: RowEncoder;

  constructor(private readonly centre: Float32Array) {
    this.rotation = new Rotation(centre.length);
    this.scratch = new Float64Array(centre.length);
  }

  get dimensions(): number {
    return this.centre.length;
  }

  /** Writes what is kept of vectors, one after another. */
  encode(vectors: readonly Float32Array[], into: EncodedRows): void {
    this.rows ??= new RowEncoder(this.centre, this.rotation);
    this.rows.encode(vectors, into);
  }

  /** @param axes so many of the first ones stand for all, in codes cut off after them */
  encodeQuery(query: Float32Array, axes = this.centre.length): QueryCode {
    const { centre, scratch } = this;
    for (let i = 0; i < scratch.length; i++) scratch[i] = query[i]! - centre[i]!;
    this.rotation.apply(scratch);
    let squares = 0;
    for (let i = 0; i < scratch.length; i++) squares += scratch[i]! * scratch[i]!;
    const scale = scratch.length / axes;
    const { table, low, step, total } = levelsOf(
      axes < scratch.length ? scratch.subarray(0, axes).map((value) => value * scale) : scratch,
    );
    return { table, low, step, total, offset: dot(query, centre), length: Math.sqrt(squares) };
  }
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
