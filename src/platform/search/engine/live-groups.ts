import type { EntryNumbers } from './entry-numbers.js';
import type { GroupNumbers } from './group-numbers.js';
import { GroupTotals, type MappedSegment } from './group-totals.js';
import type { MaskedSegment } from './segment-merge.js';
import type { Segment } from './segment.js';

/** Lists of entries that go on from reader to reader; with more of them a reader finds its own. */
const MOST_TAKEN_OVER = 1000;

/** The groups of a reader: their live entries and lengths, found when first asked for. */
export class LiveGroups {
  /** For each segment, the reader's number of each of its groups. */
  readonly mappings: readonly Uint32Array[];
  readonly count: number;
  private members = new Map<number, Uint32Array>();
  private sums?: GroupTotals;

  constructor(
    private readonly segments: readonly MaskedSegment[],
    private readonly entries: EntryNumbers,
    readonly numbers: GroupNumbers,
    previous?: LiveGroups,
  ) {
    this.mappings = segments.map(({ segment }) => numbers.mappingOf(segment));
    this.count = numbers.count;
    if (previous?.numbers === numbers) this.takeOver(previous);
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
    return this.totals.segments[group] === 1;
  }

  ordinalOf(entry: number): number {
    const { segment, local } = this.entries.locate(entry);
    return segment.ordinals[local]!;
  }

  lengthOf(group: number): number {
    return this.totals.lengthOf(group);
  }

  get liveCount(): number {
    return this.totals.live;
  }

  /** Mean length of a live group. */
  get averageLength(): number {
    return this.totals.averageLength;
  }

  private collect(group: number): Uint32Array {
    const found: number[] = [];
    if (group < 0 || group >= this.numbers.count) return new Uint32Array(0);
    const id = this.numbers.bytesOf(group);
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

  /** Entries of segments that are the same at the start of both readers have the same numbers in both. */
  private takeOver(previous: LiveGroups): void {
    let same = 0;
    while (same < this.segments.length && this.segments[same] === previous.segments[same]) same++;
    if (same === 0) return;
    const gone = previous.mappedFrom(same);
    const come = this.mappedFrom(same);
    if (previous.sums) {
      this.sums = new GroupTotals(this.count, previous.sums);
      for (const each of gone) this.sums.remove(each);
      for (const each of come) this.sums.add(each);
    }
    if (previous.members.size > MOST_TAKEN_OVER) return;
    // A search may still be using the reader before: it finds its groups anew.
    this.members = previous.members;
    previous.members = new Map();
    for (const { mapping } of [...gone, ...come]) for (const group of mapping) this.members.delete(group);
  }

  private mappedFrom(first: number): MappedSegment[] {
    return this.segments.slice(first).map((each, at) => ({ ...each, mapping: this.mappings[first + at]! }));
  }

  private get totals(): GroupTotals {
    if (!this.sums) {
      this.sums = new GroupTotals(this.count);
      for (const each of this.mappedFrom(0)) this.sums.add(each);
    }
    return this.sums;
  }
}

/** Whether the group's ordinals have neither gaps nor repetitions, so that what is not beside an entry is nowhere. */
function hasOneEach({ groupStarts, ordinals }: Segment, group: number): boolean {
  const first = groupStarts[group]!;
  const last = groupStarts[group + 1]! - 1;
  return ordinals[last]! - ordinals[first]! === last - first;
}
