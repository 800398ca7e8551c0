/** A segment as the plan sees it. */
export interface SegmentState {
  /** UUIDv7. */
  id: string;
  entries: number;
  bytes: number;
  /** How many of its entries are hidden. */
  deleted: number;
}

/** So many segments of a tier are merged into one of the next: a search then opens about eight a tier. */
const FAN_OUT = 8;
/** Larger segments would take long to rewrite, and gigabytes would not fit a column. */
const MAX_ENTRIES = 200_000;
const MAX_BYTES = 128 * 1024 * 1024;
/** A segment that is hidden by this share is worth writing again. */
const STALE_SHARE = 0.3;

const tierOf = (entries: number): number => Math.floor(Math.log(Math.max(1, entries)) / Math.log(FAN_OUT));

/** The segments to merge next, or none. Purging comes first: it is somebody's wish that words be gone. */
export function planMerge(segments: readonly SegmentState[], purge: boolean): SegmentState[] {
  const stale = segments.filter(({ deleted, entries }) => deleted > 0 && (purge || deleted >= entries * STALE_SHARE));
  if (stale.length > 0) return fitting(stale);
  const tiers = new Map<number, SegmentState[]>();
  for (const segment of segments) {
    if (segment.entries >= MAX_ENTRIES / 2 || segment.bytes >= MAX_BYTES / 2) continue;
    const tier = tierOf(segment.entries);
    tiers.set(tier, [...(tiers.get(tier) ?? []), segment]);
  }
  for (const tier of [...tiers.keys()].sort((a, b) => a - b)) {
    // Smaller segments ride along: they cost little and would be merged again soon.
    if (tiers.get(tier)!.length < FAN_OUT) continue;
    const chosen = fitting(segments.filter(({ entries }) => tierOf(entries) <= tier));
    if (chosen.length > 1) return chosen;
  }
  return [];
}

/** As many as one segment may hold, the smallest first; one at least. */
function fitting(segments: readonly SegmentState[]): SegmentState[] {
  let entries = 0;
  let bytes = 0;
  return [...segments]
    .sort((a, b) => a.entries - b.entries)
    .filter((segment, index) => {
      entries += segment.entries - segment.deleted;
      bytes += segment.bytes;
      return index === 0 || (entries <= MAX_ENTRIES && bytes <= MAX_BYTES);
    });
}
