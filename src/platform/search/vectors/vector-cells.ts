import { codeBytes } from './code-bytes.js';
import { type CodeRows, CodeScan, NO_ROW } from './code-scan.js';
import { GROUP } from './code-scan-module.js';
import type { EstimatedRows, ScannedPart } from './estimated-rows.js';
import type { GrowingRows, GrownCells } from './grow-cells.js';
import { selectLargest } from './select.js';
import type { VectorEncoder } from './vector-encoder.js';

/**
 * A row of a cell is not looked for beyond so many standard deviations, at the distance of the cell's farthest row: of a
 * cell that holds a few strangers, too, much may be expected.
 */
const DEVIATIONS = 4;
/** From so many rows on it is known how far rows lie from what their centroid promises. */
const LEARNT = 4096;

/** Rows of a set in cells of rows that are alike, the codes of a cell side by side. Immutable. */
export class VectorCells implements ScannedPart {
  readonly base = 0;
  readonly count: number;
  /** First the codes of the centroids, then those of the cells. */
  readonly scan: CodeScan;
  /** The row at each place. */
  readonly order: Uint32Array;
  /** The group each cell begins with, and after the last one where it ends. */
  readonly starts: Uint32Array;
  /** Root of the mean square of the distances of a cell's rows from its centroid. */
  readonly spreads: Float32Array;
  /** Distance of a cell's farthest row from its centroid. */
  readonly reaches: Float32Array;

  /** The cell of each row. */
  readonly cellOf: Uint32Array;

  constructor(of: GrowingRows, { centroids, cellOf, distances }: GrownCells) {
    this.cellOf = cellOf;
    this.count = centroids.length;
    const { order, starts, sizes } = grouped(cellOf, this.count);
    const ahead = Math.ceil(this.count / GROUP);
    this.order = new Uint32Array(ahead * GROUP + order.length).fill(NO_ROW);
    for (let cell = 0; cell < this.count; cell++) this.order[cell] = of.rows + cell;
    this.order.set(order, ahead * GROUP);
    this.starts = starts.map((start) => start + ahead);
    const sources = [...of.blocks, codesOf(centroids, of.encoder, of.dimensions)];
    this.scan = new CodeScan(sources, of.dimensions, { order: this.order });
    this.spreads = new Float32Array(this.count);
    this.reaches = new Float32Array(this.count);
    for (let row = 0; row < of.rows; row++) {
      const cell = cellOf[row]!;
      this.spreads[cell]! += distances[row]!;
      this.reaches[cell] = Math.max(this.reaches[cell]!, Math.sqrt(distances[row]!));
    }
    for (let cell = 0; cell < this.count; cell++) {
      this.spreads[cell] = Math.sqrt(this.spreads[cell]! / (sizes[cell]! || 1));
    }
  }

  /** Beyond those of the scan. */
  get ownBytes(): number {
    return this.order.byteLength + this.cellOf.byteLength + this.count * 8;
  }

  get rows(): number {
    return this.cellOf.length;
  }

  /** Begins with a query that has been loaded. */
  probe(): CellProbe {
    return new CellProbe(this);
  }
}

/** Which cells a query has looked into, and which it has to. */
export class CellProbe {
  /** Similarity of the query and each centroid, as its code tells. */
  private readonly centroids: Float32Array;
  private readonly taken: Uint8Array;
  private left: number;
  private squares = 0;
  private counted = 0;
  private spread = 0;

  constructor(private readonly cells: VectorCells) {
    const { scan, count } = cells;
    scan.estimate(0, Math.ceil(count / GROUP));
    this.centroids = scan.estimates.slice(0, count);
    this.taken = new Uint8Array(count);
    this.left = count;
  }

  /** Learns from rows whose similarity is known how far rows lie from what their centroid promises. */
  learn(rows: ArrayLike<number>, similarities: ArrayLike<number>): void {
    const { cellOf, spreads } = this.cells;
    let squares = 0;
    let counted = 0;
    for (let i = 0; i < rows.length; i++) {
      const cell = cellOf[rows[i]!];
      if (cell === undefined || spreads[cell] === 0) continue;
      squares += ((similarities[i]! - this.centroids[cell]!) / spreads[cell]!) ** 2;
      counted++;
    }
    if (counted) this.spread = Math.max(this.spread, Math.sqrt(squares / counted));
  }

  /** Looks into the most promising cells, of so many rows in all, that may hold a row at least so similar; false where there are none. */
  widen(into: EstimatedRows, rows: number, least = -Infinity): boolean {
    const { cells, taken } = this;
    const bounds = new Float32Array(this.left);
    const open = new Uint32Array(this.left);
    let count = 0;
    for (let cell = 0; cell < cells.count; cell++) {
      if (taken[cell]) continue;
      const bound = this.boundOf(cell);
      if (bound < least) continue;
      bounds[count] = bound;
      open[count++] = cell;
    }
    if (count === 0) return false;
    const wanted = Math.ceil((rows * cells.count) / cells.rows);
    const cut = count > wanted ? selectLargest(bounds.slice(0, count), count, wanted) : -Infinity;
    for (let i = 0; i < count; i++) if (bounds[i]! >= cut) this.take(open[i]!, into);
    this.spread = Math.max(this.spread, Math.sqrt(this.squares / (this.counted || 1)));
    return true;
  }

  private boundOf(cell: number): number {
    return this.centroids[cell]! + DEVIATIONS * this.spread * this.cells.reaches[cell]!;
  }

  private take(cell: number, into: EstimatedRows): void {
    const { starts, scan, spreads } = this.cells;
    this.taken[cell] = 1;
    this.left--;
    const [from, to] = [starts[cell]!, starts[cell + 1]!];
    if (from === to) return;
    into.add(this.cells, from, to);
    const [centroid, spread] = [this.centroids[cell]!, spreads[cell]!];
    if (spread === 0 || this.counted >= LEARNT) return;
    const { estimates } = scan;
    for (let place = from * GROUP; place < to * GROUP; place++) {
      const estimate = estimates[place]!;
      if (estimate === -Infinity) continue;
      this.squares += ((estimate - centroid) / spread) ** 2;
      this.counted++;
    }
  }
}

/** Rows by the number of their cell, each cell from a new group on. */
function grouped(cellOf: Uint32Array, count: number) {
  const sizes = new Uint32Array(count);
  for (const cell of cellOf) sizes[cell]!++;
  const starts = new Uint32Array(count + 1);
  for (let cell = 0; cell < count; cell++) starts[cell + 1] = starts[cell]! + Math.ceil(sizes[cell]! / GROUP);
  const order = new Uint32Array(starts[count]! * GROUP).fill(NO_ROW);
  const next = starts.map((start) => start * GROUP);
  for (let row = 0; row < cellOf.length; row++) order[next[cellOf[row]!]!++] = row;
  return { order, starts, sizes };
}

/** The codes of some vectors. */
function codesOf(vectors: readonly Float32Array[], encoder: VectorEncoder, dimensions: number): CodeRows {
  const codes = new Uint32Array((vectors.length * codeBytes(dimensions)) / 4);
  const floats = new Float32Array(vectors.length * 4);
  encoder.encode(vectors, { codes, floats });
  return { rows: vectors.length, codes, floats };
}
