import { type CodeScan, noteBest } from './code-scan.js';
import { GROUP } from './code-scan-module.js';
import { selectLargest } from './select.js';

/** Less than any estimate of a row that may be found. */
const LEAST = -Number.MAX_VALUE;

/** Rows of a set that lie in one scan: those at its places, or all from a row on. */
export interface ScannedPart {
  readonly scan: CodeScan;
  readonly order?: Uint32Array;
  readonly base: number;
}

interface Run {
  part: ScannedPart;
  /** Groups. */
  from: number;
  to: number;
}

/** The rows of one query whose similarity has been estimated so far. */
export class EstimatedRows {
  private readonly runs: Run[] = [];
  private groups = 0;

  /** @param admits 0 for rows that are not to be found; absent: none */
  constructor(private readonly admits?: Uint8Array) {}

  /** How many places have been looked at. */
  get rows(): number {
    return this.groups * GROUP;
  }

  /** Estimates the rows of these groups; the query has been loaded. */
  add(part: ScannedPart, from = 0, to = part.scan.groups): void {
    const { scan } = part;
    scan.estimate(from, to);
    if (this.admits) hide(part, from, to, this.admits);
    const last = this.runs.at(-1);
    // Cells side by side are one run.
    if (last?.part === part && last.to === from) last.to = to;
    else this.runs.push({ part, from, to });
    this.groups += to - from;
  }

  /** The `count` rows of the best estimates, and the estimate from which on that is all of them. */
  mostPromising(count: number): { rows: number[]; cut: number } {
    // As many groups have a row that good, so that many rows are.
    let cut = -Infinity;
    if (this.groups > count) {
      const best = new Float32Array(this.groups);
      let at = 0;
      for (const { part, from, to } of this.runs) {
        best.set(part.scan.best.subarray(from, to), at);
        at += to - from;
      }
      cut = selectLargest(best, at, count);
    }
    const { rows, estimates } = this.between(cut, Infinity);
    if (rows.length <= count) return { rows, cut };
    const known = Float32Array.from(estimates);
    const last = selectLargest(known, known.length, count);
    return { rows: rows.filter((_, i) => estimates[i]! >= last), cut: last };
  }

  /** Of the rows whose estimate is at least `low` and below `high` the `most` best. */
  bestBetween(low: number, high: number, most: number): number[] {
    const { rows, estimates } = this.between(low, high);
    if (rows.length <= most) return rows;
    const known = Float32Array.from(estimates);
    const last = selectLargest(known, known.length, most);
    return rows.filter((_, i) => estimates[i]! >= last);
  }

  private between(low: number, high: number): { rows: number[]; estimates: number[] } {
    const rows: number[] = [];
    const found: number[] = [];
    const least = Math.max(low, LEAST);
    if (low >= high) return { rows, estimates: found };
    for (const { part, from, to } of this.runs) {
      const { estimates, best } = part.scan;
      const { order, base } = part;
      for (let group = from; group < to; group++) {
        if (best[group]! < least) continue;
        const end = Math.min(estimates.length, (group + 1) * GROUP);
        for (let place = group * GROUP; place < end; place++) {
          const estimate = estimates[place]!;
          if (estimate < least || estimate >= high) continue;
          found.push(estimate);
          rows.push(order ? order[place]! : base + place);
        }
      }
    }
    return { rows, estimates: found };
  }
}

function hide({ scan, order, base }: ScannedPart, from: number, to: number, admits: Uint8Array): void {
  const { estimates, best } = scan;
  const end = Math.min(estimates.length, to * GROUP);
  for (let place = from * GROUP; place < end; place++) {
    if (admits[order ? order[place]! : base + place] === 0) estimates[place] = -Infinity;
  }
  noteBest(estimates, best, from, to);
}
