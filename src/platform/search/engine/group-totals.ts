import { LENGTH_UNITS } from './entry-row.js';
import type { MaskedSegment } from './segment-merge.js';

/** A segment with the reader's number of each of its groups. */
export interface MappedSegment extends MaskedSegment {
  mapping: Uint32Array;
}

/** Sums over the groups of a reader, in whole numbers: segments that come and go leave no rounding behind. */
export class GroupTotals {
  /** Live groups. */
  live = 0;
  /** Of each group: in how many segments it is, deleted entries included. */
  readonly segments: Uint32Array;
  /** Of each group, over its live entries: how many they are, and their lengths in LENGTH_UNITS. */
  private readonly counts: Uint32Array;
  private readonly units: Float64Array;
  private total = 0;

  /** `count`: groups there are. `from`: sums to go on from, which stay as they are. */
  constructor(count: number, from?: GroupTotals) {
    this.segments = new Uint32Array(count);
    this.counts = new Uint32Array(count);
    this.units = new Float64Array(count);
    if (!from) return;
    this.segments.set(from.segments);
    this.counts.set(from.counts);
    this.units.set(from.units);
    this.live = from.live;
    this.total = from.total;
  }

  /** Mean length of a live group; 1 where there is none. */
  get averageLength(): number {
    return this.total / LENGTH_UNITS / this.live || 1;
  }

  lengthOf(group: number): number {
    return this.units[group]! / LENGTH_UNITS;
  }

  add({ segment, deleted, mapping }: MappedSegment): void {
    const { counts, units } = this;
    const { size, entryGroups, lengths } = segment;
    for (const group of mapping) this.segments[group]!++;
    for (let entry = 0; entry < size; entry++) {
      if (deleted?.[entry] === 1) continue;
      const group = mapping[entryGroups[entry]!]!;
      if (counts[group]!++ === 0) this.live++;
      units[group]! += lengths[entry]!;
      this.total += lengths[entry]!;
    }
  }

  /** Takes away what add() has added. */
  remove({ segment, deleted, mapping }: MappedSegment): void {
    const { counts, units } = this;
    const { size, entryGroups, lengths } = segment;
    for (const group of mapping) this.segments[group]!--;
    for (let entry = 0; entry < size; entry++) {
      if (deleted?.[entry] === 1) continue;
      const group = mapping[entryGroups[entry]!]!;
      if (--counts[group]! === 0) this.live--;
      units[group]! -= lengths[entry]!;
      this.total -= lengths[entry]!;
    }
  }
}
