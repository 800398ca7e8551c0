import { codeScanModule, FACTORS, GROUP, TABLES } from './code-scan-module.js';
import type { VectorBlock } from './vector-block.js';
import { codeBytes, LEVELS, type QueryCode } from './vector-encoder.js';

const PAGE = 65_536;
/** Fewer codes are compared in JavaScript: a memory of its own for every small account would cost more than it saves. */
const LEAST_FOR_WASM = 2048;
const GROUPS_AT_ONCE = 128;
/** What the module's sums can hold. */
const MOST_AXES_FOR_WASM = Math.floor(65_535 / LEVELS);

/** What the module exports. */
interface Scans {
  scan: (codes: number, query: number, groups: number, length: number, out: number) => void;
  estimate: (
    ...args: [...places: [overlaps: number, floats: number, out: number, best: number], groups: number, ...number[]]
  ) => void;
}

/** What is used of it; Node's types leave it to those of the browser. */
interface Wasm {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer };
}
const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: Wasm };

let compiled: object | undefined;

/** For each row what the query's code says of its similarity, and for each sixteen rows the best of that. */
export interface Estimates {
  estimates: Float32Array;
  best: Float32Array;
}

/** One of the two ways to compare. */
interface Comparing extends Estimates {
  overlaps: Uint32Array;
  scan: (table: Uint8Array) => void;
  /** Scans, too. */
  estimate: (query: QueryCode) => void;
}

/** The codes of many vectors side by side, and how much a query overlaps with each. */
export class CodeScan {
  readonly rows: number;
  readonly bytes: number;
  private readonly comparing: Comparing;

  constructor(blocks: readonly VectorBlock[], dimensions: number) {
    this.rows = blocks.reduce((sum, { rows }) => sum + rows, 0);
    const stride = codeBytes(dimensions);
    const isLarge = this.rows >= LEAST_FOR_WASM && dimensions <= MOST_AXES_FOR_WASM;
    this.bytes = this.rows * (stride + 8 + (isLarge ? 12 : 0));
    this.comparing = (isLarge ? inWebAssembly : inJavaScript)(blocks, this.rows, stride);
  }

  /** For each row, the query's levels summed over the bits of its code; overwritten by the next call. */
  overlapsWith({ table }: QueryCode): Uint32Array {
    this.comparing.scan(table);
    return this.comparing.overlaps;
  }

  /** x · q = q · c + c · (x - c) + (x - c)(q - c), the last of which the codes estimate; overwritten by the next call. */
  estimatesFor(query: QueryCode): Estimates {
    this.comparing.estimate(query);
    return this.comparing;
  }
}

function inJavaScript(blocks: readonly VectorBlock[], rows: number, stride: number): Comparing {
  const codes = new Uint8Array(rows * stride);
  let at = 0;
  for (const block of blocks) {
    const own = bytesOf(block.codes);
    codes.set(own, at);
    at += own.length;
  }
  const overlaps = new Uint32Array(rows);
  const estimates = new Float32Array(rows);
  const best = new Float32Array(Math.ceil(rows / GROUP));
  const scan = (table: Uint8Array) => scanPlainly(codes, table, overlaps);
  const estimate = (query: QueryCode) => {
    scan(query.table);
    estimatePlainly(blocks, query, { overlaps, estimates });
    noteBest(estimates, best);
  };
  return { overlaps, estimates, best, scan, estimate };
}

/** The tables, the codes in groups of sixteen, and of each group overlaps, floats, estimates and the best, in one memory. */
function inWebAssembly(blocks: readonly VectorBlock[], rows: number, stride: number): Comparing {
  const groups = Math.ceil(rows / GROUP);
  const codesAt = stride * TABLES;
  const outAt = codesAt + groups * GROUP * stride;
  const floatsAt = outAt + groups * GROUP * 4;
  const estimatesAt = floatsAt + groups * FACTORS * 4;
  const bestAt = estimatesAt + groups * GROUP * 4;
  const memory = new wasm.Memory({ initial: Math.ceil((bestAt + groups * 4) / PAGE) });
  const codes = new Uint8Array(memory.buffer, codesAt, groups * GROUP * stride);
  let row = 0;
  for (const block of blocks) row = group(bytesOf(block.codes), stride, codes, row);
  groupFloats(blocks, new Float32Array(memory.buffer, floatsAt, groups * FACTORS));
  compiled ??= new wasm.Module(codeScanModule());
  const { scan, estimate } = new wasm.Instance(compiled, { env: { memory } }).exports as Scans;
  const query = new Uint8Array(memory.buffer, 0, codesAt);
  const scanSome = (from: number, count: number) =>
    scan(codesAt + from * GROUP * stride, 0, count, stride * GROUP, outAt + from * GROUP * 4);
  return {
    overlaps: new Uint32Array(memory.buffer, outAt, rows),
    estimates: new Float32Array(memory.buffer, estimatesAt, rows),
    best: new Float32Array(memory.buffer, bestAt, groups),
    scan: (table) => {
      query.set(table);
      scanSome(0, groups);
    },
    estimate: ({ table, step, total, offset, low }) => {
      query.set(table);
      // Some at a time, whose overlaps are still near when they are made into estimates.
      for (let from = 0; from < groups; from += GROUPS_AT_ONCE) {
        const count = Math.min(GROUPS_AT_ONCE, groups - from);
        scanSome(from, count);
        const [own, floats] = [outAt + from * GROUP * 4, floatsAt + from * FACTORS * 4];
        const [out, best] = [estimatesAt + from * GROUP * 4, bestAt + from * 4];
        estimate(own, floats, out, best, count, 2 * step, total, offset, 2 * low);
      }
    },
  };
}

/** Offsets, factors and bits of sixteen rows, then of the next ones; what is beyond the rows is as far as can be. */
function groupFloats(blocks: readonly VectorBlock[], into: Float32Array): void {
  let row = 0;
  for (const { floats, rows } of blocks) {
    for (let local = 0; local < rows; local++, row++) {
      const at = Math.floor(row / GROUP) * FACTORS + (row % GROUP);
      for (let float = 0; float < 3; float++) into[at + float * GROUP] = floats[local * 4 + 1 + float]!;
    }
  }
  for (; row % GROUP; row++) into[Math.floor(row / GROUP) * FACTORS + (row % GROUP)] = -Infinity;
}

/** Puts codes where the module reads them, from this row on; gives the next row. */
function group(own: Uint8Array, stride: number, into: Uint8Array, row: number): number {
  for (let from = 0; from < own.length; row++) {
    let at = Math.floor(row / GROUP) * GROUP * stride + (row % GROUP);
    for (const end = from + stride; from < end; from++, at += GROUP) into[at] = own[from]!;
  }
  return row;
}

const bytesOf = (codes: Uint32Array): Uint8Array => new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength);

/** The same in JavaScript, on codes that lie one after another. */
function scanPlainly(codes: Uint8Array, table: Uint8Array, overlaps: Uint32Array): void {
  const stride = table.length / TABLES;
  for (let row = 0, at = 0; row < overlaps.length; row++) {
    let sum = 0;
    for (let i = 0; i < stride; i++, at++) {
      const code = codes[at]!;
      sum += table[i * TABLES + (code & 15)]! + table[i * TABLES + 16 + (code >> 4)]!;
    }
    overlaps[row] = sum;
  }
}

function estimatePlainly(
  blocks: readonly VectorBlock[],
  { offset, total, step, low }: QueryCode,
  { overlaps, estimates }: Pick<Comparing, 'overlaps' | 'estimates'>,
): void {
  let row = 0;
  for (const { floats, rows } of blocks) {
    for (let at = 0; at < rows * 4; at += 4, row++) {
      const around = floats[at + 2]! * (2 * step * overlaps[row]! - total);
      estimates[row] = offset + floats[at + 1]! + around + 2 * low * floats[at + 3]!;
    }
  }
}

/** Writes the best of every sixteen. */
export function noteBest(estimates: Float32Array, best: Float32Array): void {
  for (let run = 0; run < best.length; run++) {
    const end = Math.min(estimates.length, (run + 1) * GROUP);
    let most = -Infinity;
    for (let row = run * GROUP; row < end; row++) most = estimates[row]! > most ? estimates[row]! : most;
    best[run] = most;
  }
}
