import { productsModule } from './products-module.js';
import type { VectorBlock } from './vector-block.js';
import { instantiate } from './wasm.js';

/** Rows that are compared at once. */
const AT_ONCE = 64;
const STEP = 8;

/** Where a row is. */
export interface RowPlace {
  block: VectorBlock;
  local: number;
}

interface Products {
  products: (query: number, queryEnd: number, values: number, rows: number, out: number) => void;
}

/** Cosines of one query and stored vectors. */
export interface Similarities {
  readonly bytes: number;
  /** Names the query of what follows. */
  load: (query: Float32Array) => void;
  /** To the rows that are kept at hand; the next call overwrites them. */
  toKept: () => Float32Array;
  to: (rows: readonly RowPlace[]) => Float32Array;
}

/** In WebAssembly, and some rows at hand, which would be slow to reach all over the blocks. */
export class KeptSimilarities implements Similarities {
  readonly bytes: number;
  /** Of the rows at hand. */
  private readonly scales: Float32Array;
  private readonly query: Float32Array;
  private readonly values: Int16Array;
  private readonly out: Float32Array;
  private readonly kept: Float32Array;
  private readonly stride: number;
  private readonly compare: (from: number, rows: number) => void;

  constructor(dimensions: number, kept: readonly RowPlace[]) {
    const stride = Math.ceil(dimensions / STEP) * STEP;
    const valuesAt = stride * 4;
    const outAt = valuesAt + (kept.length + AT_ONCE) * stride * 2;
    const most = Math.max(kept.length, AT_ONCE);
    const { memory, exports } = instantiate<Products>(productsModule, outAt + most * 4);
    this.bytes = memory.byteLength;
    this.stride = stride;
    this.query = new Float32Array(memory, 0, stride);
    this.values = new Int16Array(memory, valuesAt, (kept.length + AT_ONCE) * stride);
    this.out = new Float32Array(memory, outAt, most);
    this.compare = (from, rows) => exports.products(0, valuesAt, valuesAt + from * stride * 2, rows, outAt);
    this.scales = Float32Array.from(kept, ({ block, local }) => block.floats[local * 4]!);
    this.kept = new Float32Array(kept.length);
    kept.forEach(({ block, local }, row) => this.values.set(block.valuesOf(local), row * stride));
  }

  load(query: Float32Array): void {
    this.query.set(query);
  }

  toKept(): Float32Array {
    const { scales, out, kept } = this;
    this.compare(0, kept.length);
    for (let row = 0; row < kept.length; row++) kept[row] = out[row]! * scales[row]!;
    return kept;
  }

  to(rows: readonly RowPlace[]): Float32Array {
    const { values, stride, out } = this;
    const kept = this.scales.length;
    const similarities = new Float32Array(rows.length);
    for (let from = 0; from < rows.length; from += AT_ONCE) {
      const count = Math.min(AT_ONCE, rows.length - from);
      for (let i = 0; i < count; i++) {
        const { block, local } = rows[from + i]!;
        values.set(block.valuesOf(local), (kept + i) * stride);
      }
      this.compare(kept, count);
      for (let i = 0; i < count; i++) {
        const { block, local } = rows[from + i]!;
        similarities[from + i] = out[i]! * block.floats[local * 4]!;
      }
    }
    return similarities;
  }
}

/** In JavaScript, for few rows: a memory for every small account would cost more than it saves. */
export class PlainSimilarities implements Similarities {
  readonly bytes = 0;
  private query: Float32Array = new Float32Array(0);

  load(query: Float32Array): void {
    this.query = query;
  }

  toKept(): Float32Array {
    return new Float32Array(0);
  }

  to(rows: readonly RowPlace[]): Float32Array {
    return Float32Array.from(rows, ({ block, local }) => similarityTo(this.query, block, local));
  }
}

/** Cosine of a query and a row. Four sums, so that each addition need not wait for the one before. */
export function similarityTo(
  query: ArrayLike<number>,
  { values, floats, dimensions }: VectorBlock,
  row: number,
): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = 0;
  let at = row * dimensions;
  for (; i + 3 < query.length; i += 4, at += 4) {
    a += query[i]! * values[at]!;
    b += query[i + 1]! * values[at + 1]!;
    c += query[i + 2]! * values[at + 2]!;
    d += query[i + 3]! * values[at + 3]!;
  }
  for (; i < query.length; i++, at++) a += query[i]! * values[at]!;
  return (a + b + c + d) * floats[row * 4]!;
}
