import { CodeScan, MOST_AXES_FOR_WASM } from './code-scan.js';
import type { EstimatedRows, ScannedPart } from './estimated-rows.js';
import { growCells, type GrownCells } from './grow-cells.js';
import type { VectorBlock } from './vector-block.js';
import { type CellProbe, VectorCells } from './vector-cells.js';
import type { VectorEncoder } from './vector-encoder.js';

/** Fewer rows are not put into cells: looking at all of them costs no more. */
const LEAST = 16_384;
/** Searches among the same rows before cells are begun: while an import runs they would be made for nothing. */
const PATIENCE = 8;
/** Searches after which it is known whether cells spare anything, and the share of the rows above which they do not. */
const TRIAL = 64;
const WORTHLESS = 0.4;

/**
 * The rows of large blocks, which stay as they are for long. Once they have been searched some times they are put into
 * cells, a step with each search. Vectors that form no cells (a query would look into most of them) are all looked at.
 */
export class SettledRows {
  readonly rows: number;
  private part: ScannedPart;
  private cells?: VectorCells;
  private growing?: Generator<void, GrownCells>;
  private searches = 0;
  private probed = 0;
  private looked = 0;

  constructor(
    readonly blocks: readonly VectorBlock[],
    readonly encoder: VectorEncoder,
    readonly dimensions: number,
  ) {
    this.rows = blocks.reduce((sum, { rows }) => sum + rows, 0);
    this.part = { scan: new CodeScan(blocks, dimensions), base: 0 };
  }

  get bytes(): number {
    return this.part.scan.bytes + (this.cells?.ownBytes ?? 0);
  }

  get scan(): CodeScan {
    return this.part.scan;
  }

  /** Whether cells are made, and spare something. */
  get isInCells(): boolean {
    const isWorthless = this.probed >= TRIAL && this.looked > WORTHLESS * this.probed * this.rows;
    return this.cells !== undefined && !isWorthless;
  }

  /** A step towards cells. */
  grow(): void {
    if (this.cells || this.rows < LEAST || this.dimensions > MOST_AXES_FOR_WASM || ++this.searches <= PATIENCE) return;
    this.growing ??= growCells(this);
    const { done, value } = this.growing.next();
    if (!done) return;
    this.growing = undefined;
    this.cells = new VectorCells(this, value);
    this.part = this.cells;
  }

  /** Estimates all rows. */
  addAll(into: EstimatedRows): void {
    into.add(this.part, this.cells?.starts[0]);
  }

  /** Where cells spare something: the way to look into some of them. */
  probe(): CellProbe | undefined {
    return this.isInCells ? this.cells?.probe() : undefined;
  }

  /** Told of what a search by cells has looked at. */
  looking(rows: number): void {
    this.probed++;
    this.looked += rows;
  }
}
