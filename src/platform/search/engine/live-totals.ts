import type { MaskedSegment } from './segment-merge.js';

/** Sums over live entries. */
export interface LiveTotals {
  count: number;
  length: number;
  chars: number;
}

/** Those of segments with deletions: each stays in many readers, one after the other. */
const known = new WeakMap<MaskedSegment, LiveTotals>();

/** Sums over the live entries of a segment, in whole numbers: the same however entries are spread over segments. */
export function liveTotals(masked: MaskedSegment): LiveTotals {
  let totals = known.get(masked);
  if (!totals) {
    totals = sumsOf(masked);
    known.set(masked, totals);
  }
  return totals;
}

function sumsOf({ segment, deleted }: MaskedSegment): LiveTotals {
  const totals = { count: segment.size, ...segment.totals };
  if (!deleted) return totals;
  for (let entry = 0; entry < segment.size; entry++) {
    if (deleted[entry] !== 1) continue;
    totals.count--;
    totals.length -= segment.lengths[entry]!;
    totals.chars -= segment.chars[entry]!;
  }
  return totals;
}
