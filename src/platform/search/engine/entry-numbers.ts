import type { MaskedSegment } from './segment-merge.js';
import type { Segment } from './segment.js';

/** Where an entry is. The object is reused: read it before the next call. */
export interface EntryPlace {
  /** Index of the segment in the reader. */
  index: number;
  segment: Segment;
  /** Number of the entry in its segment. */
  local: number;
}

/** Numbers the entries of several segments one after another. */
export class EntryNumbers {
  readonly size: number;
  /** First entry number of each segment. */
  readonly bases: readonly number[];
  private readonly place: EntryPlace;

  constructor(private readonly segments: readonly MaskedSegment[]) {
    let size = 0;
    this.bases = segments.map(({ segment }) => {
      size += segment.size;
      return size - segment.size;
    });
    this.size = size;
    this.place = { index: 0, segment: segments[0]?.segment as Segment, local: 0 };
  }

  locate = (entry: number): EntryPlace => {
    const { place, bases } = this;
    if (!(entry >= 0 && entry < this.size)) throw new RangeError(`no entry ${entry} among ${this.size}`);
    let { index } = place;
    const base = bases[index]!;
    // Look-ups come in runs of one segment.
    if (entry < base || entry >= base + this.segments[index]!.segment.size) {
      let low = 0;
      let high = bases.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (bases[middle]! <= entry) low = middle;
        else high = middle - 1;
      }
      index = low;
    }
    place.index = index;
    place.segment = this.segments[index]!.segment;
    place.local = entry - bases[index]!;
    return place;
  };
}
