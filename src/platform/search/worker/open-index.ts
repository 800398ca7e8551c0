import type { Analyzer } from '../engine/analyzer.js';
import { GroupNumbers } from '../engine/group-numbers.js';
import { Segment } from '../engine/segment.js';
import type { MaskedSegment } from '../engine/segment-merge.js';
import { SegmentsReader } from '../engine/segments-reader.js';
import type { Corpus } from '../search-types.js';
import type { DeletionRow, SegmentList, SegmentStore } from '../storage/segment-store.js';
import { OpenVectors } from '../vectors/open-vectors.js';

/** How often the list is read again when a segment was merged away between listing and loading. */
const ATTEMPTS = 5;

/** One owner's index held in memory: opened segments, and the reader over what was last seen committed. */
export class OpenIndex {
  masked: readonly MaskedSegment[] = [];
  private segments = new Map<string, Segment>();
  private groups = new GroupNumbers();
  private fingerprint?: string;
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

  /** Brings the index up to date; gives the list it stands for. */
  async refresh(): Promise<SegmentList> {
    for (let attempt = 1; ; attempt++) {
      const list = await this.store.list(this.owner, this.corpus);
      const fingerprint = fingerprintOf(list);
      if (fingerprint === this.fingerprint) return list;
      const opened = await this.open(list);
      if (opened) {
        this.use(list, opened, fingerprint);
        return list;
      }
      if (attempt === ATTEMPTS) throw new Error('search segments keep changing while they are read');
    }
  }

  /** Opens what is not open yet; undefined when a segment has gone since it was listed. */
  private async open(list: SegmentList): Promise<Map<string, Segment> | undefined> {
    const missing = list.segments.filter(({ id }) => !this.segments.has(id)).map(({ id }) => id);
    const loaded = missing.length > 0 ? await this.store.load(this.owner, this.corpus, missing) : new Map();
    const opened = new Map<string, Segment>();
    for (const { id } of list.segments) {
      const bytes = loaded.get(id) as Uint8Array | undefined;
      const segment = this.segments.get(id) ?? (bytes && new Segment(id, bytes, this.analyzer));
      if (!segment) return undefined;
      opened.set(id, segment);
    }
    return opened;
  }

  private use(list: SegmentList, segments: Map<string, Segment>, fingerprint: string): void {
    this.segments = segments;
    this.segmentBytes = list.segments.reduce((sum, { bytes }) => sum + bytes, 0);
    // Numbers of groups that are gone pile up; start afresh once they are the most.
    const groupCount = [...segments.values()].reduce((sum, segment) => sum + segment.groupCount, 0);
    if (this.groups.ids.length > 2 * groupCount + 1000) this.groups = new GroupNumbers();
    this.masked = [...segments.values()].map((segment) => ({
      segment,
      deleted: deletedMask(segment, list.deletions),
    }));
    this.current = new SegmentsReader(this.masked, this.groups);
    this.fingerprint = fingerprint;
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

function fingerprintOf({ segments, deletions }: SegmentList): string {
  const hidden = deletions.map(({ target, before }) => `${target}<${before}`).sort();
  return `${segments.map(({ id }) => id).join()}|${hidden.join()}`;
}
