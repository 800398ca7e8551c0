import { codeBytes } from './code-bytes.js';
import { type CodeRows, CodeScan, LEAST_FOR_WASM } from './code-scan.js';
import type { VectorEncoder } from './vector-encoder.js';
import type { VectorBlock } from './vector-block.js';

/** Rows of a cell, on average. */
const CELL = 200;
/** Rows of the sample a centroid is learnt from, and how often it is moved. */
const SAMPLE = 32;
const ROUNDS = 3;
/** Share of the centroids that begin anew after a round. */
const GIVEN = 0.15;
/** A centroid begins as the one of so many rows that is farthest from those before. */
const CHOICE = 32;
/** Axes that rows and centroids are compared by: enough to tell which is nearest, at a third of the cost. */
const AXES = 128;
/** Rows times centroids that are compared before others have their turn: a millisecond or two. */
const AT_ONCE = 250_000;

/** What cells are made from. */
export interface GrowingRows {
  readonly rows: number;
  readonly blocks: readonly VectorBlock[];
  readonly encoder: VectorEncoder;
  readonly dimensions: number;
}

export interface GrownCells {
  centroids: readonly Float32Array[];
  /** The cell of each row. */
  cellOf: Uint32Array;
  /** The square of each row's distance from its centroid. */
  distances: Float32Array;
}

/**
 * Puts rows into cells by k-means on a sample. Rows and centroids are compared by the beginning of their codes, as rows
 * and queries are. Gives way between steps of a millisecond or two.
 */
export function* growCells(of: GrowingRows): Generator<void, GrownCells> {
  const sources: CodeRows[] = [];
  for (const block of of.blocks) {
    sources.push(shortened(block, of.dimensions));
    yield;
  }
  const centroids = yield* learnCentroids(of, sources);
  const all = new Assignment(of.encoder, new CodeScan(sources, AXES));
  yield;
  yield* all.compareAll(centroids);
  return { centroids, cellOf: all.nearest, distances: all.distances() };
}

function* learnCentroids(of: GrowingRows, sources: readonly CodeRows[]): Generator<void, Float32Array[]> {
  const count = Math.max(1, Math.round(of.rows / CELL));
  const random = randomNumbers();
  const some = spreadOut(of.rows, Math.max(LEAST_FOR_WASM, count * SAMPLE), random);
  const sample = new Assignment(of.encoder, new CodeScan(sources, AXES, { order: some }));
  const add = adding(of);
  const vectorOf = (row: number): Float32Array => {
    const vector = new Float64Array(of.dimensions);
    add(vector, row);
    return Float32Array.from(vector);
  };
  const middles = (old: readonly Float32Array[], sizes: Uint32Array): Float32Array[] => {
    const sums = old.map(() => new Float64Array(of.dimensions));
    some.forEach((row, place) => add(sums[sample.nearest[place]!]!, row));
    return sums.map((sum, cell) =>
      sizes[cell] ? Float32Array.from(sum, (value) => value / sizes[cell]!) : old[cell]!,
    );
  };
  let centroids: Float32Array[] = [];
  while (centroids.length < count) {
    const centroid = vectorOf(some[sample.farthest(random)]!);
    if (sample.compare(centroid, centroids.push(centroid) - 1)) yield;
  }
  for (let round = 0; round < ROUNDS; round++) {
    const sizes = sample.sizes(count);
    centroids = middles(centroids, sizes);
    yield;
    if (round + 1 < ROUNDS) {
      // Rows that no centroid is near are all over the cells: the smallest cells give them theirs.
      const small = sizes.slice().sort()[Math.floor(count * GIVEN)]!;
      centroids = centroids.map((own, cell) => (sizes[cell]! < small ? vectorOf(some[sample.farthest(random)]!) : own));
    }
    sample.clear();
    yield* sample.compareAll(centroids);
  }
  return middles(centroids, sample.sizes(count));
}

/** Of the row at each place of a scan the centroid that is nearest so far. */
class Assignment {
  readonly nearest: Uint32Array;
  /** Dot product less half the square of the centroid: the higher the nearer. */
  readonly scores: Float32Array;
  private compared = 0;

  constructor(
    private readonly encoder: VectorEncoder,
    private readonly scan: CodeScan,
  ) {
    this.nearest = new Uint32Array(scan.places);
    this.scores = new Float32Array(scan.places).fill(-Infinity);
  }

  /** True when it has been at it for long enough. */
  compare(centroid: Float32Array, number: number): boolean {
    const { scan, nearest, scores } = this;
    const code = this.encoder.encodeQuery(centroid, AXES);
    scan.load({ ...code, offset: code.offset - squares(centroid) / 2 });
    scan.estimate();
    const { estimates } = scan;
    for (let place = 0; place < scores.length; place++) {
      if (estimates[place]! > scores[place]!) {
        scores[place] = estimates[place]!;
        nearest[place] = number;
      }
    }
    this.compared += scores.length;
    if (this.compared < AT_ONCE) return false;
    this.compared = 0;
    return true;
  }

  *compareAll(centroids: readonly Float32Array[]): Generator<void> {
    for (let number = 0; number < centroids.length; number++) if (this.compare(centroids[number]!, number)) yield;
  }

  clear(): void {
    this.scores.fill(-Infinity);
  }

  /** Of some places the one that is farthest from its centroid. */
  farthest(random: (below: number) => number): number {
    const { scores } = this;
    let place = random(scores.length);
    for (let i = 1; i < CHOICE; i++) {
      const other = random(scores.length);
      if (scores[other]! < scores[place]!) place = other;
    }
    return place;
  }

  /** Rows of each of so many cells. */
  sizes(count: number): Uint32Array {
    const sizes = new Uint32Array(count);
    for (const cell of this.nearest) sizes[cell]!++;
    return sizes;
  }

  /** Squares of the distances of the rows, which have length 1. */
  distances(): Float32Array {
    return this.scores.map((score) => Math.max(0, 1 - 2 * score));
  }
}

/** Adds vectors of rows to sums. */
function adding({ blocks }: GrowingRows): (sum: Float64Array, row: number) => void {
  const bases: number[] = [];
  let rows = 0;
  for (const block of blocks) rows = bases.push(rows) && rows + block.rows;
  return (sum, row) => {
    let number = bases.length - 1;
    while (bases[number]! > row) number--;
    const { values, floats, dimensions } = blocks[number]!;
    const local = row - bases[number]!;
    const scale = floats[local * 4]!;
    for (let i = 0, at = local * dimensions; i < dimensions; i++, at++) sum[i]! += values[at]! * scale;
  };
}

const squares = (vector: Float32Array): number => vector.reduce((sum, value) => sum + value * value, 0);

/** So many of the rows, one at random out of each stretch: what is periodic in them must not be in step with the sample. */
function spreadOut(rows: number, wanted: number, random: (below: number) => number): Uint32Array {
  const count = Math.min(rows, wanted);
  return Uint32Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * rows) / count);
    return from + random(Math.floor(((i + 1) * rows) / count) - from);
  });
}

/** The same each time. */
function randomNumbers(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** The beginnings of the codes. */
function shortened({ rows, codes, floats }: CodeRows, dimensions: number): CodeRows {
  const [from, to] = [codeBytes(dimensions) / 4, AXES / 32];
  const short = { rows, codes: new Uint32Array(rows * to), floats: floats.slice() };
  for (let row = 0; row < rows; row++) {
    let bits = 0;
    for (let word = 0; word < to; word++) {
      const value = codes[row * from + word]!;
      short.codes[row * to + word] = value;
      bits += bitsOf(value);
    }
    short.floats[row * 4 + 3] = floats[row * 4 + 2]! * bits;
  }
  return short;
}

function bitsOf(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
