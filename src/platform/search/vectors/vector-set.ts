import { CodeScan } from './code-scan.js';
import { EstimatedRows, type ScannedPart } from './estimated-rows.js';
import { KnownRows } from './known-rows.js';
import { SettledRows } from './settled-rows.js';
import { KeptSimilarities, PlainSimilarities, type RowPlace, type Similarities, similarityTo } from './similarities.js';
import type { VectorBlock } from './vector-block.js';
import type { CellProbe } from './vector-cells.js';
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
/** Rows of a block that is not merged into others any more. */
const SETTLED = 2048;
/** Rows of the cells that are looked into first: so many, and more the more are wanted; then three times as many, again and again. */
const FIRST = { least: 1000, perWanted: 8, factor: 3 } as const;
/** With settled rows beside them fewer rows are worth a memory of their own. */
const LEAST_BESIDE_SETTLED = 128;

/** How similar the query is to everything, which is what chance looks like. */
export interface Background {
  /** Median similarity. */
  middle: number;
  /** Standard deviation of a normal distribution with the same median deviation. */
  spread: number;
  /** Rows that could be found. */
  rows: number;
}

/** Rows that may be found: `admits` is not 0 for them. */
export interface Admitted {
  admits: Uint8Array;
  count: number;
}

export interface NearestOptions {
  /** Absent: all rows may be found. */
  among?: Admitted;
  /** Rows less similar than this need not be found. */
  least?: (background: Background) => number;
}

export interface Neighbours {
  /** Row numbers, nearest first. */
  rows: Uint32Array;
  /** Cosines. */
  similarities: Float32Array;
  background: Background;
}

/** The rows of several blocks of one profile, numbered one after another. Immutable. */
export class VectorSet {
  /** In the order their rows are numbered in. */
  readonly blocks: readonly VectorBlock[];
  readonly rows: number;
  private readonly bases: readonly number[];
  private readonly encoder: VectorEncoder;
  private readonly settled?: SettledRows;
  /** What is not settled. */
  private readonly others: ScannedPart;
  /** Rows that stand for all, where there are many. */
  private readonly sample: readonly number[];
  private readonly similarities: Similarities;

  /** @param before an earlier set of the same owner and profile, whose work on settled blocks is gone on with */
  constructor(
    blocks: readonly VectorBlock[],
    private readonly centre: Float32Array,
    before?: VectorSet,
  ) {
    const large = blocks.filter((block) => block.rows >= SETTLED);
    const small = blocks.filter((block) => block.rows < SETTLED);
    this.blocks = [...large, ...small];
    let rows = 0;
    this.bases = this.blocks.map((block) => (rows += block.rows) - block.rows);
    this.rows = rows;
    this.encoder = before?.encoder ?? new VectorEncoder(centre);
    if (large.length > 0) this.settled = settledOf(large, this.encoder, centre.length, before?.settled);
    const leastForWasm = this.settled && LEAST_BESIDE_SETTLED;
    this.others = { scan: new CodeScan(small, centre.length, { leastForWasm }), base: this.settled?.rows ?? 0 };
    this.sample = rows >= LARGE ? placesOf(rows) : [];
    this.similarities =
      this.sample.length > 0
        ? new KeptSimilarities(
            centre.length,
            this.sample.map((row) => this.locate(row)),
          )
        : new PlainSimilarities();
  }

  get bytes(): number {
    const own = this.others.scan.bytes + (this.settled?.bytes ?? 0) + this.similarities.bytes;
    return this.blocks.reduce((sum, block) => sum + bytesOf(block), own);
  }

  get dimensions(): number {
    return this.centre.length;
  }

  /** Whether a search looks into cells by now. */
  get isInCells(): boolean {
    return this.settled?.isInCells ?? false;
  }

  /**
   * The nearest rows. The query has length 1. Rows are estimated from their codes; the best are compared exactly, and
   * beyond them all that might still be among the nearest.
   */
  nearest(query: Float32Array, limit: number, { among, least }: NearestOptions = {}): Neighbours {
    const { settled, others, similarities } = this;
    settled?.grow();
    similarities.load(query);
    const code = this.encoder.encodeQuery(query);
    settled?.scan.load(code);
    others.scan.load(code);
    const known = new KnownRows((rows) => similarities.to(rows.map((row) => this.locate(row))));
    const { background, near } = this.backgroundOf(among);
    const estimated = new EstimatedRows(among?.admits);
    estimated.add(others);
    const count = Math.max(RESCORED.least, Math.ceil(limit * RESCORED.perWanted));
    // Cells that hold hardly anything that may be found promise nothing.
    const probe = among && among.count * 2 < this.rows ? undefined : settled?.probe();
    let cut: number;
    if (probe) {
      probe.learn(this.sample, near);
      cut = this.probeCells(probe, { estimated, known, limit, count, least: least?.(background) });
      settled!.looking(estimated.rows - others.scan.places);
    } else {
      settled?.addAll(estimated);
      cut = known.addPromising(estimated, count);
    }
    const unsure = known.best(SURE) - DEVIATIONS * this.deviationOf(code, known.rows);
    known.add(estimated.bestBetween(unsure, cut, RESCORED.most));
    return { ...known.nearest(limit), background };
  }

  /** Cosine of the query and a row. */
  similarity(query: ArrayLike<number>, row: number): number {
    const { block, local } = this.locate(row);
    return similarityTo(query, block, local);
  }

  vectorOf(row: number): Float32Array {
    const { block, local } = this.locate(row);
    return block.vectorOf(local);
  }

  /** Looks into cells until no other may hold one of the nearest; gives the estimate from which on all are known. */
  private probeCells(probe: CellProbe, { estimated, known, limit, count, least = -Infinity }: Probing): number {
    let wanted = Math.max(FIRST.least, FIRST.perWanted * limit);
    probe.widen(estimated, wanted);
    for (;;) {
      const cut = known.addPromising(estimated, count);
      wanted *= FIRST.factor;
      const reached = known.rows.length < limit ? -Infinity : known.best(limit);
      if (!probe.widen(estimated, wanted, Math.max(least, reached))) return cut;
    }
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

  private locate(row: number): RowPlace {
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

  /** And the similarities of the rows that are kept as a sample. */
  private backgroundOf(among?: Admitted): { background: Background; near: Float32Array } {
    const all = this.similarities.toKept();
    const near = among
      ? this.similaritiesAmong(among, all)
      : all.length > 0
        ? all
        : this.similaritiesTo(placesOf(this.rows));
    const middle = median(near.slice().sort());
    const spread = median(near.map((similarity) => Math.abs(similarity - middle)).sort()) * 1.4826;
    return { background: { middle, spread, rows: among?.count ?? this.rows }, near: all };
  }

  private similaritiesAmong({ admits, count }: Admitted, all: Float32Array): Float32Array {
    // Where most may be found, so may most of the sample.
    if (all.length > 0 && count * 2 >= this.rows) return all.filter((_, i) => admits[this.sample[i]!] !== 0);
    const rows = admittedRows(admits, count);
    return this.similaritiesTo(placesOf(count).map((place) => rows[place]!));
  }

  private similaritiesTo(rows: readonly number[]): Float32Array {
    return this.similarities.to(rows.map((row) => this.locate(row)));
  }
}

interface Probing {
  estimated: EstimatedRows;
  known: KnownRows;
  limit: number;
  count: number;
  least?: number;
}

/** What was there before, where it is of the same blocks. */
function settledOf(
  blocks: readonly VectorBlock[],
  encoder: VectorEncoder,
  dimensions: number,
  before?: SettledRows,
): SettledRows {
  const isSame = before?.blocks.length === blocks.length && before.blocks.every((block, i) => block === blocks[i]);
  return isSame ? before : new SettledRows(blocks, encoder, dimensions);
}

/** Up to 256 places evenly spread over so many. */
function placesOf(count: number): number[] {
  const taken = Math.min(count, SAMPLE);
  return Array.from({ length: taken }, (_, i) => Math.floor((i * count) / taken));
}

const bytesOf = ({ ids, floats, codes, values }: VectorBlock): number =>
  ids.byteLength + floats.byteLength + codes.byteLength + values.byteLength;

function admittedRows(admits: Uint8Array, count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0, at = 0; at < count; row++) if (admits[row] !== 0) rows[at++] = row;
  return rows;
}

function median(sorted: Float32Array): number {
  const { length } = sorted;
  if (length === 0) return 0;
  return (sorted[(length - 1) >> 1]! + sorted[length >> 1]!) / 2;
}
