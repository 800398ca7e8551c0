import type { Analyzer } from '../engine/analyzer.js';
import { GroupNumbers } from '../engine/group-numbers.js';
import { Segment } from '../engine/segment.js';
import type { MaskedSegment } from '../engine/segment-merge.js';
import { SegmentsReader } from '../engine/segments-reader.js';
import type { Corpus } from '../search-types.js';
import type { DeletionRow, IndexState, SegmentStore } from '../storage/segment-store.js';
import { OpenVectors } from '../vectors/open-vectors.js';

const NONE: ReadonlyMap<string, Uint8Array> = new Map();

/** How often the state is read again when a segment was merged away between listing and loading. */
const ATTEMPTS = 5;

/** One owner's index held in memory: opened segments, and the reader over what was last seen committed. */
export class OpenIndex {
  masked: readonly MaskedSegment[] = [];
  private segments = new Map<string, Segment>();
  private groups = new GroupNumbers();
  private state?: IndexState;
  private current = new SegmentsReader([]);
  private segmentBytes = 0;
  private vectors?: { profile: string; opened: OpenVectors };

  constructor(
    private readonly owner: string,
    private readonly corpus: Corpus,
    private readonly store: SegmentStore,
    private readonly analyzer: Analyzer,
  ) {}

  /** Bytes of the opened segments and vectors. */
  get bytes(): number {
    return this.segmentBytes + (this.vectors?.opened.bytes ?? 0);
  }

  /** The owner's vectors of a profile, up to date; those of one profile are held at a time. */
  async vectorsOf(profile: string): Promise<OpenVectors> {
    if (this.vectors?.profile !== profile) {
      const key = { owner: this.owner, corpus: this.corpus, profile };
      this.vectors = { profile, opened: new OpenVectors(key, this.store) };
    }
    const { opened } = this.vectors;
    await opened.refresh();
    return opened;
  }

  /** A reader of what is committed now. The list is read each time, so a write that committed is never missed. */
  async reader(): Promise<SegmentsReader> {
    await this.refresh();
    return this.current;
  }

  /** Brings the index up to date; gives the state it stands for. */
  async refresh(): Promise<IndexState> {
    for (let attempt = 1; ; attempt++) {
      // Of an index that is opened for the first time nothing is held, and it may be of any size.
      const known = this.state && [...this.segments.keys()];
      const state = await this.store.state(this.owner, this.corpus, known);
      if (this.state && isSame(this.state, state)) return state;
      const opened = await this.open(state);
      if (opened) {
        this.use(state, opened);
        return state;
      }
      if (attempt === ATTEMPTS) throw new Error('search segments keep changing while they are read');
    }
  }

  /** Opens what is not open yet; undefined when a segment has gone since it was listed. */
  private async open({ segments, brought }: IndexState): Promise<Map<string, Segment> | undefined> {
    const missing = segments.filter((id) => !this.segments.has(id) && !brought.has(id));
    const loaded = missing.length > 0 ? await this.store.load(this.owner, this.corpus, missing) : brought;
    const opened = new Map<string, Segment>();
    for (const id of segments) {
      const bytes = brought.get(id) ?? loaded.get(id);
      const segment = this.segments.get(id) ?? (bytes && new Segment(id, bytes, this.analyzer));
      if (!segment) return undefined;
      opened.set(id, segment);
    }
    return opened;
  }

  private use(state: IndexState, segments: Map<string, Segment>): void {
    this.masked = this.mask([...segments.values()], state);
    this.segments = segments;
    this.segmentBytes = 0;
    let groupCount = 0;
    for (const segment of segments.values()) {
      this.segmentBytes += segment.byteLength;
      groupCount += segment.groupCount;
    }
    // Numbers of groups that are gone pile up; start afresh once they are the most.
    if (this.groups.count > 2 * groupCount + 1000) this.groups = new GroupNumbers();
    this.current = new SegmentsReader(this.masked, this.groups, this.current);
    // Without the bytes, which the segments hold.
    this.state = { ...state, brought: NONE };
  }

  /** Gives the same object for a segment in which the same is hidden as before: by it a reader sees what has not changed. */
  private mask(segments: readonly Segment[], state: IndexState): MaskedSegment[] {
    const before = new Map(this.masked.map((masked) => [masked.segment, masked]));
    const isKnown = this.state !== undefined && hidesTheSame(this.state, state);
    return segments.map((segment) => {
      const known = before.get(segment);
      if (known && isKnown) return known;
      const deleted = deletedMask(segment, state.deletions);
      return known && !known.deleted && !deleted ? known : { segment, deleted };
    });
  }
}

/** 1 for each entry of the segment that a deletion hides; undefined when none does. */
export function deletedMask(segment: Segment, deletions: readonly DeletionRow[]): Uint8Array | undefined {
  let mask: Uint8Array | undefined;
  for (const { target, before } of deletions) {
    if (segment.id >= before) continue;
    for (const entry of segment.entriesOfTarget(target)) {
      mask ??= new Uint8Array(segment.size);
      mask[entry] = 1;
    }
  }
  return mask;
}

const isSame = (a: IndexState, b: IndexState): boolean =>
  a.segments.length === b.segments.length &&
  a.segments.every((id, index) => id === b.segments[index]) &&
  hidesTheSame(a, b);

const hidesTheSame = (a: IndexState, b: IndexState): boolean =>
  a.deletions.length === b.deletions.length &&
  a.deletions.every(({ target, before }, index) => {
    const other = b.deletions[index]!;
    return target === other.target && before === other.before;
  });
