import { codeScanModule, GROUP, TABLES } from './code-scan-module.js';
import type { VectorBlock } from './vector-block.js';
import { codeBytes, LEVELS, type QueryCode } from './vector-encoder.js';

const PAGE = 65_536;
/** Fewer codes are compared in JavaScript: a memory of its own for every small account would cost more than it saves. */
const LEAST_FOR_WASM = 2048;
/** What the module's sums can hold. */
const MOST_AXES_FOR_WASM = Math.floor(65_535 / LEVELS);

type Scan = (codes: number, query: number, groups: number, length: number, out: number) => void;

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
  readonly bytes: number;
  private readonly scan: (table: Uint8Array) => Uint32Array;

  constructor(blocks: readonly VectorBlock[], dimensions: number) {
    this.rows = blocks.reduce((sum, { rows }) => sum + rows, 0);
    const stride = codeBytes(dimensions);
    const isLarge = this.rows >= LEAST_FOR_WASM && dimensions <= MOST_AXES_FOR_WASM;
    this.bytes = this.rows * (stride + 4);
    this.scan = isLarge ? inWebAssembly(blocks, this.rows, stride) : inJavaScript(blocks, this.rows, stride);
  }

  /** For each row, the query's levels summed over the bits of its code; overwritten by the next call. */
  overlapsWith({ table }: QueryCode): Uint32Array {
    return this.scan(table);
  }
}

function inJavaScript(
  blocks: readonly VectorBlock[],
  rows: number,
  stride: number,
): (table: Uint8Array) => Uint32Array {
  const codes = new Uint8Array(rows * stride);
  let at = 0;
  for (const block of blocks) {
    const own = bytesOf(block.codes);
    codes.set(own, at);
    at += own.length;
  }
  const overlaps = new Uint32Array(rows);
  return (table) => {
    scanPlainly(codes, table, overlaps);
    return overlaps;
  };
}

/** The tables, the codes in groups of sixteen, the overlaps, one after the other in a memory of their own. */
function inWebAssembly(
  blocks: readonly VectorBlock[],
  rows: number,
  stride: number,
): (table: Uint8Array) => Uint32Array {
  const groups = Math.ceil(rows / GROUP);
  const codesAt = stride * TABLES;
  const outAt = codesAt + groups * GROUP * stride;
  const memory = new wasm.Memory({ initial: Math.ceil((outAt + groups * GROUP * 4) / PAGE) });
  const codes = new Uint8Array(memory.buffer, codesAt, groups * GROUP * stride);
  let row = 0;
  for (const block of blocks) row = group(bytesOf(block.codes), stride, codes, row);
  compiled ??= new wasm.Module(codeScanModule());
  const { scan } = new wasm.Instance(compiled, { env: { memory } }).exports as { scan: Scan };
  const query = new Uint8Array(memory.buffer, 0, codesAt);
  const overlaps = new Uint32Array(memory.buffer, outAt, rows);
  return (table) => {
    query.set(table);
    scan(codesAt, 0, groups, stride * GROUP, outAt);
    return overlaps;
  };
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
