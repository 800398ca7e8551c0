import { CodeScan, type Estimates, noteBest } from './code-scan.js';
import { GROUP } from './code-scan-module.js';
import { selectLargest } from './select.js';
import type { VectorBlock } from './vector-block.js';
import { type QueryCode, VectorEncoder } from './vector-encoder.js';

/** Rows compared exactly whatever their estimates: so many, and a few more than are asked for; and at most. */
const RESCORED = { least: 64, perWanted: 1.28, most: 6000 } as const;
/** How many of the nearest must be the true ones … */
const SURE = 10;
/** … which an estimate misses by more than so many standard deviations once in forty times. */
const DEVIATIONS = 2;
/** Rows whose similarity stands for that of all. */
const SAMPLE = 256;
/** Of so many rows the sample is kept apart: rows all over a large set are slow to reach. */
const LARGE = 4096;
const NOTHING: Estimates = { estimates: new Float32Array(0), best: new Float32Array(0) };
/** Less than any estimate of a row that may be found. */
const LEAST = -Number.MAX_VALUE;

/** How similar the query is to everything, which is what chance looks like. */
export interface Background {
  /** Median similarity. */
  middle: number;
  /** Standard deviation of a normal distribution with the same median deviation. */
  spread: number;
  /** Rows that could be found. */
  rows: number;
}

export interface Neighbours {
  /** Row numbers, nearest first. */
  rows: Uint32Array;
  /** Cosines. */
  similarities: Float32Array;
  background: Background;
}

/** The rows that stand for all, their values one after another. */
interface Sample {
  values: Int16Array;
  scales: readonly number[];
}

/** The rows of several blocks of one profile, numbered one after another. Immutable. */
export class VectorSet {
  readonly rows: number;
  readonly bytes: number;
  private readonly bases: readonly number[];
  private readonly encoder: VectorEncoder;
  private readonly scan: CodeScan;
  private estimates: Estimates = NOTHING;
  /** Room to put the best estimates in another order. */
  private readonly scratch: Float32Array;
  private readonly sample?: Sample;

  constructor(
    readonly blocks: readonly VectorBlock[],
    private readonly centre: Float32Array,
  ) {
    let rows = 0;
    this.bases = blocks.map((block) => (rows += block.rows) - block.rows);
    this.rows = rows;
    this.encoder = new VectorEncoder(centre);
    this.scan = new CodeScan(blocks, centre.length);
    this.scratch = new Float32Array(Math.ceil(rows / GROUP));
    if (rows >= LARGE) this.sample = this.sampled();
    const own = this.scan.bytes + this.scratch.byteLength + (this.sample?.values.byteLength ?? 0);
    this.bytes = own + blocks.reduce((sum, block) => sum + bytesOf(block), 0);
  }

  get dimensions(): number {
    return this.centre.length;
  }

  /**
   * The nearest rows among those that `admits` is not 0 for; absent: among all. The query has length 1. Every row is
   * estimated from its code; the best are compared exactly, and beyond them all that might still be among the nearest.
   */
  nearest(query: Float32Array, limit: number, admits?: Uint8Array): Neighbours {
    const code = this.encoder.encodeQuery(query);
    this.estimate(code, admits);
    const { rows: first, cut } = this.mostPromising(Math.max(RESCORED.least, Math.ceil(limit * RESCORED.perWanted)));
    const similarities = first.map((row) => this.similarity(query, row));
    const sure = Float64Array.from(similarities).sort().at(-Math.min(SURE, first.length)) ?? 0;
    const second = this.between(sure - DEVIATIONS * this.deviationOf(code, first), cut);
    const rows = [...first, ...second];
    for (const row of second) similarities.push(this.similarity(query, row));
    const best = nearestPlaces(rows, similarities, limit);
    return {
      rows: Uint32Array.from(best, (place) => rows[place]!),
      similarities: Float32Array.from(best, (place) => similarities[place]!),
      background: this.backgroundOf(query, admits),
    };
  }

  /** Cosine of the query and a row. */
  similarity(query: ArrayLike<number>, row: number): number {
    const { block, local } = this.locate(row);
    return product(query, block.values, local * block.dimensions) * block.floats[local * 4]!;
  }

  vectorOf(row: number): Float32Array {
    const { block, local } = this.locate(row);
    return block.vectorOf(local);
  }

  /** Estimates all rows; those that are not admitted as -Infinity. */
  private estimate(query: QueryCode, admits?: Uint8Array): void {
    this.estimates = this.scan.estimatesFor(query);
    const { estimates, best } = this.estimates;
    if (!admits) return;
    for (let i = 0; i < estimates.length; i++) if (admits[i] === 0) estimates[i] = -Infinity;
    noteBest(estimates, best);
  }

  /** Standard deviation of the estimates of rows like these: about three quarters of |x - c| |q - c| / √dimensions. */
  private deviationOf(query: QueryCode, rows: readonly number[]): number {
    let sum = 0;
    for (const row of rows) {
      const { block, local } = this.locate(row);
      sum += block.floats[local * 4 + 2]!;
    }
    // factor = |x - c| / (0.8 √dimensions), the mean of |cos| over directions being 0.8 / √dimensions.
    return rows.length ? 0.6 * query.length * (sum / rows.length) : 0;
  }

  /** The `count` rows of the best estimates, and the estimate from which on that is all of them. */
  private mostPromising(count: number): { rows: number[]; cut: number } {
    const { scratch } = this;
    const { estimates, best } = this.estimates;
    // As many runs have a row that good, so that many rows are.
    scratch.set(best);
    const cut = best.length > count ? selectLargest(scratch, best.length, count) : -Infinity;
    const rows = this.between(cut, Infinity);
    if (rows.length <= count) return { rows, cut };
    const known = Float32Array.from(rows, (row) => estimates[row]!);
    const last = selectLargest(known, known.length, count);
    return { rows: rows.filter((row) => estimates[row]! >= last), cut: last };
  }

  /** Rows whose estimate is at least `low` and below `high`. */
  private between(low: number, high: number): number[] {
    const { estimates, best } = this.estimates;
    const found: number[] = [];
    if (low >= high) return found;
    const least = Math.max(low, LEAST);
    for (let run = 0; run < best.length; run++) {
      if (best[run]! < least) continue;
      const end = Math.min(estimates.length, (run + 1) * GROUP);
      for (let row = run * GROUP; row < end; row++) {
        const estimate = estimates[row]!;
        if (estimate >= least && estimate < high && found.push(row) === RESCORED.most) return found;
      }
    }
    return found;
  }

  private locate(row: number): { block: VectorBlock; local: number } {
    const { bases } = this;
    let low = 0;
    let high = bases.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (bases[middle]! <= row) low = middle;
      else high = middle - 1;
    }
    return { block: this.blocks[low]!, local: row - bases[low]! };
  }

  private backgroundOf(query: Float32Array, admits?: Uint8Array): Background {
    const rows = admits && admitted(admits);
    const count = rows ? rows.length : this.rows;
    const near = rows || !this.sample ? this.toSome(query, count, rows) : this.toSample(query, this.sample);
    const middle = median(Float64Array.from(near).sort());
    const deviations = Float64Array.from(near, (similarity) => Math.abs(similarity - middle)).sort();
    return { middle, spread: median(deviations) * 1.4826, rows: count };
  }

  private toSome(query: Float32Array, count: number, rows?: Uint32Array): number[] {
    return placesOf(count).map((place) => this.similarity(query, rows ? rows[place]! : place));
  }

  private toSample(query: Float32Array, { values, scales }: Sample): number[] {
    return scales.map((scale, place) => product(query, values, place * query.length) * scale);
  }

  private sampled(): Sample {
    const places = placesOf(this.rows).map((place) => this.locate(place));
    const values = new Int16Array(places.length * this.dimensions);
    places.forEach(({ block, local }, at) => values.set(block.valuesOf(local), at * this.dimensions));
    return { values, scales: places.map(({ block, local }) => block.floats[local * 4]!) };
  }
}

/** Up to 256 places evenly spread over so many. */
function placesOf(count: number): number[] {
  const taken = Math.min(count, SAMPLE);
  return Array.from({ length: taken }, (_, i) => Math.floor((i * count) / taken));
}

/** Of the query and the values from a place on. Four sums, so that each addition need not wait for the one before. */
function product(query: ArrayLike<number>, values: Int16Array, from: number): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = 0;
  let at = from;
  for (; i + 3 < query.length; i += 4, at += 4) {
    a += query[i]! * values[at]!;
    b += query[i + 1]! * values[at + 1]!;
    c += query[i + 2]! * values[at + 2]!;
    d += query[i + 3]! * values[at + 3]!;
  }
  for (; i < query.length; i++, at++) a += query[i]! * values[at]!;
  return a + b + c + d;
}

const bytesOf = ({ ids, floats, codes, values }: VectorBlock): number =>
  ids.byteLength + floats.byteLength + codes.byteLength + values.byteLength;

function admitted(admits: Uint8Array): Uint32Array {
  const rows = new Uint32Array(admits.length);
  let count = 0;
  for (let row = 0; row < admits.length; row++) if (admits[row] !== 0) rows[count++] = row;
  return rows.subarray(0, count);
}

/** Places of the `count` largest similarities, the largest first, equal ones by row. */
function nearestPlaces(rows: readonly number[], similarities: readonly number[], count: number): number[] {
  const known = Float32Array.from(similarities);
  const least = known.length > count ? selectLargest(known, known.length, count) : -Infinity;
  const places: number[] = [];
  for (let place = 0; place < rows.length; place++) if (Math.fround(similarities[place]!) >= least) places.push(place);
  places.sort((a, b) => similarities[b]! - similarities[a]! || rows[a]! - rows[b]!);
  return places.slice(0, count);
}

function median(sorted: Float64Array): number {
  const { length } = sorted;
  if (length === 0) return 0;
  return (sorted[(length - 1) >> 1]! + sorted[length >> 1]!) / 2;
}
