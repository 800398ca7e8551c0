import type { EstimatedRows } from './estimated-rows.js';
import { selectLargest } from './select.js';

/** Rows of one query whose similarity is known. */
export class KnownRows {
  readonly rows: number[] = [];
  private readonly similarities: number[] = [];
  private readonly seen = new Set<number>();

  constructor(private readonly similaritiesOf: (rows: readonly number[]) => Float32Array) {}

  add(rows: readonly number[]): void {
    const others = rows.filter((row) => !this.seen.has(row));
    const similarities = this.similaritiesOf(others);
    for (let i = 0; i < others.length; i++) {
      this.seen.add(others[i]!);
      this.rows.push(others[i]!);
      this.similarities.push(similarities[i]!);
    }
  }

  /** Adds the `count` rows of the best estimates; gives the estimate from which on that is all of them. */
  addPromising(estimated: EstimatedRows, count: number): number {
    const { rows, cut } = estimated.mostPromising(count);
    this.add(rows);
    return cut;
  }

  /** The similarity that so many reach; the least one where there are fewer, and none where there are none. */
  best(count: number): number {
    const { similarities } = this;
    if (similarities.length === 0) return 0;
    return selectLargest(Float32Array.from(similarities), similarities.length, Math.min(count, similarities.length));
  }

  /** The `count` nearest rows, the nearest first, equal ones by row. */
  nearest(count: number): { rows: Uint32Array; similarities: Float32Array } {
    const { rows, similarities } = this;
    const least = similarities.length > count ? this.best(count) : -Infinity;
    const places: number[] = [];
    for (let place = 0; place < rows.length; place++) if (similarities[place]! >= least) places.push(place);
    places.sort((a, b) => similarities[b]! - similarities[a]! || rows[a]! - rows[b]!);
    const best = places.slice(0, count);
    return {
      rows: Uint32Array.from(best, (place) => rows[place]!),
      similarities: Float32Array.from(best, (place) => similarities[place]!),
    };
  }
}
