import { codeScanModule } from './code-scan-module.js';
import type { VectorBlock } from './vector-block.js';
import { codeBytes, type QueryCode } from './vector-encoder.js';

const PAGE = 65_536;
const PLANES = 4;
/** Fewer codes are compared in JavaScript: a memory of its own for every small account would cost more than it saves. */
const LEAST_FOR_WASM = 2048;

type Scan = (codes: number, query: number, rows: number, stride: number, out: number) => void;

/** What is used of it; Node's types leave it to those of the browser. */
interface Wasm {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer };
}
const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: Wasm };

let compiled: object | undefined;

/** The codes of many vectors side by side, and how much a query overlaps with each. */
export class CodeScan {
  readonly rows: number;
  private readonly query: Uint32Array;
  private readonly codes: Uint32Array;
  private readonly overlaps: Uint32Array;
  private readonly scan?: () => void;

  constructor(blocks: readonly VectorBlock[], dimensions: number) {
    this.rows = blocks.reduce((sum, { rows }) => sum + rows, 0);
    const stride = codeBytes(dimensions);
    const codesAt = stride * PLANES;
    const outAt = codesAt + this.rows * stride;
    const bytes = outAt + this.rows * 4;
    const memory = this.rows >= LEAST_FOR_WASM ? new wasm.Memory({ initial: Math.ceil(bytes / PAGE) }) : undefined;
    const buffer = memory?.buffer ?? new ArrayBuffer(bytes);
    this.query = new Uint32Array(buffer, 0, codesAt / 4);
    this.codes = new Uint32Array(buffer, codesAt, (this.rows * stride) / 4);
    this.overlaps = new Uint32Array(buffer, outAt, this.rows);
    let at = 0;
    for (const block of blocks) {
      this.codes.set(block.codes, at);
      at += block.codes.length;
    }
    if (!memory) return;
    compiled ??= new wasm.Module(codeScanModule());
    const { scan } = new wasm.Instance(compiled, { env: { memory } }).exports as { scan: Scan };
    this.scan = () => scan(codesAt, 0, this.rows, stride, outAt);
  }

  get bytes(): number {
    return this.codes.byteLength + this.overlaps.byteLength;
  }

  /** For each row, the query's levels summed over the bits of its code; overwritten by the next call. */
  overlapsWith({ planes }: QueryCode): Uint32Array {
    this.query.set(planes);
    if (this.scan) this.scan();
    else scanPlainly(this.codes, this.query, this.overlaps);
    return this.overlaps;
  }
}

/** The same in JavaScript. */
export function scanPlainly(codes: Uint32Array, query: Uint32Array, overlaps: Uint32Array): void {
  const words = query.length / PLANES;
  for (let row = 0, from = 0; row < overlaps.length; row++, from += words) {
    let sum = 0;
    for (let i = 0; i < words; i++) {
      const code = codes[from + i]!;
      // Four words of a plane lie together, then come those of the next one.
      const at = (i >> 2) * 4 * PLANES + (i & 3);
      let step = 0;
      for (let plane = 0; plane < PLANES; plane++) step = 2 * step + popcount(code & query[at + plane * 4]!);
      sum += step;
    }
    overlaps[row] = sum;
  }
}

/** Bits set in 32. */
function popcount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
