import type { MaskedSegment } from '../engine/segment-merge.js';
import type { SegmentStore, VectorKey } from '../storage/segment-store.js';
import { rowEntries } from './row-entries.js';
import { VectorBlock } from './vector-block.js';
import { type Admitted, VectorSet } from './vector-set.js';

/** How often the list is read again when a block was merged away between listing and loading. */
const ATTEMPTS = 5;

/** What rows of a set stand for. */
export interface JoinedRows {
  /** The entry of each row, numbered as the reader does; -1 where there is none. */
  entries: Int32Array;
  /** The rows that have an entry. */
  present: Admitted;
}

/** One owner's vectors of one profile held in memory: what was last seen committed. */
export class OpenVectors {
  set?: VectorSet;
  private blocks = new Map<string, VectorBlock>();
  private centre?: Float32Array;
  private joined?: JoinedRows & { set: VectorSet; segments: readonly MaskedSegment[] };

  constructor(
    private readonly key: VectorKey,
    private readonly store: SegmentStore,
  ) {}

  get bytes(): number {
    return this.set?.bytes ?? 0;
  }

  /** Brings the vectors up to date. */
  async refresh(): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const ids = await this.store.listVectors(this.key);
      if (ids.length === this.blocks.size && ids.every((id) => this.blocks.has(id))) return;
      const missing = ids.filter((id) => !this.blocks.has(id));
      const loaded = await this.store.loadVectors(this.key, missing);
      this.centre ??= toFloats(await this.store.centreOf(this.key.profile));
      if (!this.centre) return;
      if (loaded.size === missing.length) return this.use(ids, loaded);
    }
    throw new Error('vector blocks keep changing while they are read');
  }

  /** The rows of the set beside the entries of the reader over these segments. */
  joinedWith(set: VectorSet, segments: readonly MaskedSegment[]): JoinedRows {
    if (this.joined?.set !== set || this.joined.segments !== segments) {
      const entries = rowEntries(segments, set.blocks);
      const admits = Uint8Array.from(entries, (entry) => Number(entry >= 0));
      const count = admits.reduce((sum, each) => sum + each, 0);
      this.joined = { set, segments, entries, present: { admits, count } };
    }
    return this.joined;
  }

  private use(ids: readonly string[], loaded: ReadonlyMap<string, Uint8Array>): void {
    const blocks = new Map<string, VectorBlock>();
    for (const id of ids) {
      const block = this.blocks.get(id) ?? new VectorBlock(loaded.get(id)!);
      if (block.dimensions !== this.centre!.length) throw new Error('a vector block is not of its profile');
      blocks.set(id, block);
    }
    this.blocks = blocks;
    this.set = blocks.size ? new VectorSet([...blocks.values()], this.centre!, this.set) : undefined;
  }
}

function toFloats(bytes: Uint8Array | undefined): Float32Array | undefined {
  return bytes && new Float32Array(new Uint8Array(bytes).buffer);
}
