import type { EntryNumbers } from './entry-numbers.js';
import { LENGTH_UNITS } from './entry-row.js';
import type { GroupNumbers } from './group-numbers.js';
import type { MaskedSegment } from './segment-merge.js';
import type { Segment } from './segment.js';
import { uuidBytes } from './uuid-bytes.js';

/** The groups of a reader: their live entries and lengths, found when first asked for. */
export class LiveGroups {
  /** For each segment, the reader's number of each of its groups. */
  readonly mappings: readonly Uint32Array[];
  readonly count: number;
  private readonly members = new Map<number, Uint32Array>();
  /** In how many segments a group is: 0, 1, or 2 for more. */
  private runs?: Uint8Array;
  private sums?: { lengths: Float64Array; live: number; total: number };

  constructor(
    private readonly segments: readonly MaskedSegment[],
    private readonly entries: EntryNumbers,
    readonly numbers: GroupNumbers,
  ) {
    this.mappings = segments.map(({ segment }) => numbers.mappingOf(segment));
    this.count = numbers.ids.length;
  }

  /** Live entries by ordinal. */
  entriesOf(group: number): Uint32Array {
    let found = this.members.get(group);
    if (!found) {
      found = this.collect(group);
      this.members.set(group, found);
    }
    return found;
  }

  entryAt(group: number, ordinal: number): number {
    const entries = this.entriesOf(group);
    let low = 0;
    let high = entries.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const entry = entries[middle]!;
      const found = this.ordinalOf(entry);
      if (found === ordinal) return entry;
      if (found < ordinal) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** The live entry `step` ordinals on in the same group, -1 when there is none. */
  entryBeside(entry: number, step: number): number {
    const { index, segment, local } = this.entries.locate(entry);
    const { entryGroups, ordinals, groupStarts } = segment;
    const ownGroup = entryGroups[local]!;
    const other = local + step;
    const wanted = ordinals[local]! + step;
    // Nearly always the next entry is the next ordinal.
    if (other >= groupStarts[ownGroup]! && other < groupStarts[ownGroup + 1]!) {
      if (ordinals[other] === wanted && this.segments[index]!.deleted?.[other] !== 1) return entry + step;
    }
    const group = this.mappings[index]![ownGroup]!;
    if (this.isWhole(group) && hasOneEach(segment, ownGroup)) return -1;
    return this.entryAt(group, wanted);
  }

  /** Whether all of the group is in one segment. */
  private isWhole(group: number): boolean {
    if (!this.runs) {
      this.runs = new Uint8Array(this.count);
      for (const mapping of this.mappings) for (const each of mapping) if (this.runs[each]! < 2) this.runs[each]!++;
    }
    return this.runs[group] === 1;
  }

  ordinalOf(entry: number): number {
    const { segment, local } = this.entries.locate(entry);
    return segment.ordinals[local]!;
  }

  get lengths(): Float64Array {
    return this.totals().lengths;
  }

  get liveCount(): number {
    return this.totals().live;
  }

  /** Mean length of a live group. */
  get averageLength(): number {
    const { live, total } = this.totals();
    return live === 0 || total === 0 ? 1 : total / live;
  }

  private collect(group: number): Uint32Array {
    const found: number[] = [];
    const known = this.numbers.ids[group];
    if (known === undefined) return new Uint32Array(0);
    const id = uuidBytes(known);
    let runs = 0;
    this.segments.forEach(({ segment, deleted }, index) => {
      const local = segment.findGroup(id);
      if (local < 0) return;
      runs++;
      for (let at = segment.groupStarts[local]!; at < segment.groupStarts[local + 1]!; at++) {
        if (deleted?.[at] !== 1) found.push(this.entries.bases[index]! + at);
      }
    });
    if (runs > 1) found.sort((a, b) => this.ordinalOf(a) - this.ordinalOf(b) || a - b);
    return Uint32Array.from(found);
  }

  private totals() {
    if (this.sums) return this.sums;
    const lengths = new Float64Array(this.count);
    const alive = new Uint8Array(this.count);
    this.segments.forEach(({ segment, deleted }, index) => {
      const mapping = this.mappings[index]!;
      for (let entry = 0; entry < segment.size; entry++) {
        if (deleted?.[entry] === 1) continue;
        const group = mapping[segment.entryGroups[entry]!]!;
        lengths[group]! += segment.lengths[entry]! / LENGTH_UNITS;
        alive[group] = 1;
      }
    });
    let live = 0;
    let total = 0;
    for (let group = 0; group < this.count; group++) {
      live += alive[group]!;
      total += lengths[group]!;
    }
    this.sums = { lengths, live, total };
    return this.sums;
  }
}

/** Whether the group's ordinals have neither gaps nor repetitions, so that what is not beside an entry is nowhere. */
function hasOneEach({ groupStarts, ordinals }: Segment, group: number): boolean {
  const first = groupStarts[group]!;
  const last = groupStarts[group + 1]! - 1;
  return ordinals[last]! - ordinals[first]! === last - first;
}
