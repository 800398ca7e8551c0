import { codeBytes } from './code-bytes.js';
import { type EncodeLayout, encodeLayout, encodeModule } from './encode-module.js';
import type { Rotation } from './rotation.js';
import { instantiate } from './wasm.js';

/** Rows that are encoded at once: enough for calls to cost nothing beside the work, few enough to stay near. Even. */
const AT_ONCE = 16;

/** One for each number of axes, which is what compiled modules are known by. */
const modules = new Map<number, () => Uint8Array>();

/** What is kept of vectors: rows one after another. */
export interface EncodedRows {
  /**
   * Four a row: what 1 in `values` stands for, and what makes an overlap of codes into an estimate of the cosine (see
   * `VectorSet`): centre · (x - centre); the length of x - centre divided by how well its code stands for it; the same,
   * times the bits set in the code.
   */
  floats: Float32Array;
  /** Which side of the centre on each rotated axis; `codeBytes` a row. */
  codes: Uint32Array;
  /** value × scale is the number. Absent: only codes are wanted. */
  values?: Int16Array;
}

/** Encodes vectors of one profile in WebAssembly, some at a time through one small memory. */
export class RowEncoder {
  private readonly dimensions: number;
  private readonly layout: EncodeLayout;
  private readonly rows: Float32Array;
  private readonly made: Required<EncodedRows>;
  private readonly run: (rowsEnd: number) => void;

  constructor(centre: Float32Array, { signs: [first, second] }: Rotation) {
    const dimensions = centre.length;
    const layout = encodeLayout(dimensions, AT_ONCE);
    const module = modules.get(dimensions) ?? (() => encodeModule(dimensions, layout));
    modules.set(dimensions, module);
    const { memory, exports } = instantiate<{ encode: (rowsEnd: number) => void }>(module, layout.bytes);
    const axes = new Float64Array(memory, layout.axes, dimensions * 3);
    for (let i = 0; i < dimensions; i++) axes.set([centre[i]!, first![i]!, second![i]!], i * 3);
    this.dimensions = dimensions;
    this.layout = layout;
    this.rows = new Float32Array(memory, layout.rows, AT_ONCE * dimensions);
    this.made = {
      floats: new Float32Array(memory, layout.floats, AT_ONCE * 4),
      codes: new Uint32Array(memory, layout.codes, (AT_ONCE * codeBytes(dimensions)) / 4),
      values: new Int16Array(memory, layout.values, AT_ONCE * dimensions),
    };
    this.run = exports.encode;
  }

  /** @throws Error where a vector is not as long as the centre */
  encode(vectors: readonly Float32Array[], into: EncodedRows): void {
    for (let from = 0; from < vectors.length; from += AT_ONCE) {
      const count = Math.min(AT_ONCE, vectors.length - from);
      for (let i = 0; i < count; i++) this.put(vectors[from + i]!, i);
      // Two at a time: beside the last of an odd number lies what was there before.
      this.run(this.layout.rows + (count + (count % 2)) * this.dimensions * 4);
      this.take('floats', { from, count }, into);
      this.take('codes', { from, count }, into);
      this.take('values', { from, count }, into);
    }
  }

  private put(vector: Float32Array, row: number): void {
    if (vector.length !== this.dimensions) throw new Error('vectors of one block must be of one length');
    this.rows.set(vector, row * this.dimensions);
  }

  private take(kind: keyof EncodedRows, { from, count }: { from: number; count: number }, into: EncodedRows): void {
    const made = this.made[kind];
    const each = made.length / AT_ONCE;
    into[kind]?.set(count === AT_ONCE ? made : made.subarray(0, count * each), from * each);
  }
}
