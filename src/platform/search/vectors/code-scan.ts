import { codeBytes } from './code-bytes.js';
import { codeScanModule, FACTORS, GROUP, TABLES } from './code-scan-module.js';
import { LEVELS, type QueryCode } from './vector-encoder.js';
import { instantiate } from './wasm.js';

/** Fewer codes are compared in JavaScript: a memory of its own for every small account would cost more than it saves. */
export const LEAST_FOR_WASM = 2048;
const GROUPS_AT_ONCE = 128;
/** What the module's sums can hold. */
export const MOST_AXES_FOR_WASM = Math.floor(65_535 / LEVELS);

/** What the module exports. */
interface Scans {
  scan: (codes: number, query: number, groups: number, length: number, out: number) => void;
  estimate: (
    ...args: [...places: [overlaps: number, floats: number, out: number, best: number], groups: number, ...number[]]
  ) => void;
}

/** Rows as they are compared: their codes, and four floats each (see `VectorBlock`). */
export interface CodeRows {
  readonly rows: number;
  readonly codes: Uint32Array;
  readonly floats: Float32Array;
}

/** For each row what the query's code says of its similarity, and for each sixteen rows the best of that. */
export interface Estimates {
  estimates: Float32Array;
  best: Float32Array;
}

/** In an order of rows, a place that is left free: nothing is ever estimated there. */
export const NO_ROW = 0xffff_ffff;

interface ScanOptions {
  order?: Uint32Array;
  /** Fewer codes are compared in JavaScript. */
  leastForWasm?: number;
}

/** One of the two ways to compare. */
interface Comparing extends Estimates {
  load: (query: QueryCode) => void;
  /** Sums of the query's levels, group by group. */
  overlaps: (into: Uint32Array) => void;
  estimate: (from: number, to: number) => void;
}

/** The codes of many vectors side by side, and what a query's code says of the similarity to each. */
export class CodeScan {
  readonly places: number;
  /** Sixteen places each. */
  readonly groups: number;
  readonly bytes: number;
  private readonly comparing: Comparing;

  /** The rows of the sources one after another, or, where there are many, in the order given: the row at each place, or NO_ROW. */
  constructor(
    sources: readonly CodeRows[],
    dimensions: number,
    { order, leastForWasm = LEAST_FOR_WASM }: ScanOptions = {},
  ) {
    this.places = order?.length ?? sources.reduce((sum, { rows }) => sum + rows, 0);
    this.groups = Math.ceil(this.places / GROUP);
    const stride = codeBytes(dimensions);
    const isLarge = this.places >= leastForWasm && dimensions <= MOST_AXES_FOR_WASM;
    this.bytes = this.places * (stride + 4 + (isLarge ? 12 : 4));
    if (order && !isLarge) throw new Error('so few rows are compared in the order they come in');
    this.comparing = isLarge
      ? inWebAssembly(sources, { places: this.places, stride, order })
      : inJavaScript(sources, this.places, stride);
  }

  /** By place; a free one has -Infinity. Overwritten by the next call of `estimate`. */
  get estimates(): Float32Array {
    return this.comparing.estimates;
  }

  /** The best estimate of each group. */
  get best(): Float32Array {
    return this.comparing.best;
  }

  /** Names the query for what follows. */
  load(query: QueryCode): void {
    this.comparing.load(query);
  }

  /** x · q = q · c + c · (x - c) + (x - c)(q - c), the last of which the codes estimate; of these groups. */
  estimate(from = 0, to = this.groups): void {
    this.comparing.estimate(from, to);
  }

  /** For each place, the query's levels summed over the bits of its code. */
  overlapsWith(query: QueryCode): Uint32Array {
    const sums = new Uint32Array(this.places);
    this.load(query);
    this.comparing.overlaps(sums);
    return sums;
  }
}

function inJavaScript(sources: readonly CodeRows[], rows: number, stride: number): Comparing {
  const codes = new Uint8Array(rows * stride);
  let at = 0;
  for (const source of sources) {
    const own = bytesOf(source.codes);
    codes.set(own, at);
    at += own.length;
  }
  const overlaps = new Uint32Array(rows);
  const estimates = new Float32Array(rows);
  const best = new Float32Array(Math.ceil(rows / GROUP));
  let query: QueryCode;
  return {
    estimates,
    best,
    load: (next) => {
      query = next;
    },
    overlaps: (into) => scanPlainly(codes, query.table, into),
    // So few that they are estimated all at once.
    estimate: () => {
      scanPlainly(codes, query.table, overlaps);
      estimatePlainly(sources, query, { overlaps, estimates });
      noteBest(estimates, best);
    },
  };
}

interface Layout {
  places: number;
  /** Bytes of a code. */
  stride: number;
  order?: Uint32Array;
}

/** The tables, overlaps of some groups, the codes in groups of sixteen, and of each group floats, estimates and the best, in one memory. */
function inWebAssembly(sources: readonly CodeRows[], { places, stride, order }: Layout): Comparing {
  const groups = Math.ceil(places / GROUP);
  const overlapsAt = stride * TABLES;
  const codesAt = overlapsAt + GROUPS_AT_ONCE * GROUP * 4;
  const floatsAt = codesAt + groups * GROUP * stride;
  const estimatesAt = floatsAt + groups * FACTORS * 4;
  const bestAt = estimatesAt + groups * GROUP * 4;
  const { memory, exports } = instantiate<Scans>(codeScanModule, bestAt + groups * 4);
  const { scan, estimate } = exports;
  const codes = new Uint8Array(memory, codesAt, groups * GROUP * stride);
  layOut(sources, { places, stride, order }, codes, new Float32Array(memory, floatsAt, groups * FACTORS));
  const table = new Uint8Array(memory, 0, overlapsAt);
  const overlaps = new Uint32Array(memory, overlapsAt, GROUPS_AT_ONCE * GROUP);
  const scanSome = (from: number, count: number) =>
    scan(codesAt + from * GROUP * stride, 0, count, stride * GROUP, overlapsAt);
  let query: QueryCode;
  return {
    estimates: new Float32Array(memory, estimatesAt, places),
    best: new Float32Array(memory, bestAt, groups),
    load: (next) => {
      query = next;
      table.set(next.table);
    },
    overlaps: (into) => {
      for (let from = 0; from < groups; from += GROUPS_AT_ONCE) {
        scanSome(from, Math.min(GROUPS_AT_ONCE, groups - from));
        into.set(overlaps.subarray(0, Math.min(overlaps.length, into.length - from * GROUP)), from * GROUP);
      }
    },
    estimate: (begin, end) => {
      const { step, total, offset, low } = query;
      // Some at a time, whose overlaps are still near when they are made into estimates.
      for (let from = begin; from < end; from += GROUPS_AT_ONCE) {
        const count = Math.min(GROUPS_AT_ONCE, end - from);
        scanSome(from, count);
        const [floats, out, best] = [floatsAt + from * FACTORS * 4, estimatesAt + from * GROUP * 4, bestAt + from * 4];
        estimate(overlapsAt, floats, out, best, count, 2 * step, total, offset, 2 * low);
      }
    },
  };
}

/**
 * Puts rows where the module reads them: of sixteen the first bytes of their codes, then the second ones; their offsets,
 * factors and bits. A free place, and what is beyond the last, is as far as can be.
 */
function layOut(
  sources: readonly CodeRows[],
  { places, stride, order }: Layout,
  codes: Uint8Array,
  into: Float32Array,
) {
  const placeOf = order && placesByRow(order);
  for (let place = 0; place < Math.ceil(places / GROUP) * GROUP; place++) {
    if (place >= places || order?.[place] === NO_ROW) into[floatsOf(place)] = -Infinity;
  }
  let row = 0;
  for (const { rows, codes: words, floats } of sources) {
    const own = bytesOf(words);
    for (let local = 0; local < rows; local++, row++) {
      const place = placeOf ? (placeOf[row] ?? NO_ROW) : row;
      if (place === NO_ROW) continue;
      let at = Math.floor(place / GROUP) * GROUP * stride + (place % GROUP);
      for (let from = local * stride, end = from + stride; from < end; from++, at += GROUP) codes[at] = own[from]!;
      for (let float = 0; float < 3; float++) {
        into[floatsOf(place) + float * GROUP] = floats[local * 4 + 1 + float]!;
      }
    }
  }
}

const floatsOf = (place: number): number => Math.floor(place / GROUP) * FACTORS + (place % GROUP);

/** Of each row its place, or NO_ROW. */
function placesByRow(order: Uint32Array): Uint32Array {
  let most = 0;
  for (const row of order) if (row !== NO_ROW && row >= most) most = row + 1;
  const places = new Uint32Array(most).fill(NO_ROW);
  for (let place = 0; place < order.length; place++) if (order[place] !== NO_ROW) places[order[place]!] = place;
  return places;
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
  blocks: readonly CodeRows[],
  { offset, total, step, low }: QueryCode,
  { overlaps, estimates }: { overlaps: Uint32Array; estimates: Float32Array },
): void {
  let row = 0;
  for (const { floats, rows } of blocks) {
    for (let at = 0; at < rows * 4; at += 4, row++) {
      const around = floats[at + 2]! * (2 * step * overlaps[row]! - total);
      estimates[row] = offset + floats[at + 1]! + around + 2 * low * floats[at + 3]!;
    }
  }
}

/** Writes the best of every sixteen, of these groups. */
export function noteBest(estimates: Float32Array, best: Float32Array, from = 0, to = best.length): void {
  for (let run = from; run < to; run++) {
    const end = Math.min(estimates.length, (run + 1) * GROUP);
    let most = -Infinity;
    for (let row = run * GROUP; row < end; row++) most = estimates[row]! > most ? estimates[row]! : most;
    best[run] = most;
  }
}
