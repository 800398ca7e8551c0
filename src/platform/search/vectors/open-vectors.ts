import type { MaskedSegment } from '../engine/segment-merge.js';
import type { SegmentStore, VectorKey } from '../storage/segment-store.js';
import { rowEntries } from './row-entries.js';
import { VectorBlock } from './vector-block.js';
import { VectorSet } from './vector-set.js';

/** How often the list is read again when a block was merged away between listing and loading. */
const ATTEMPTS = 5;

/** One owner's vectors of one profile held in memory: what was last seen committed. */
export class OpenVectors {
  set?: VectorSet;
  private blocks = new Map<string, VectorBlock>();
  private centre?: Float32Array;
  private joined?: { set: VectorSet; segments: readonly MaskedSegment[]; entries: Int32Array };

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

  /** The entry of each row of the set, numbered as the reader over these segments does. */
  entriesIn(set: VectorSet, segments: readonly MaskedSegment[]): Int32Array {
    if (this.joined?.set !== set || this.joined.segments !== segments) {
      this.joined = { set, segments, entries: rowEntries(segments, set.blocks) };
    }
    return this.joined.entries;
  }

  private use(ids: readonly string[], loaded: ReadonlyMap<string, Uint8Array>): void {
    const blocks = new Map<string, VectorBlock>();
    for (const id of ids) {
      const block = this.blocks.get(id) ?? new VectorBlock(loaded.get(id)!);
      if (block.dimensions !== this.centre!.length) throw new Error('a vector block is not of its profile');
      blocks.set(id, block);
    }
    this.blocks = blocks;
    this.set = blocks.size ? new VectorSet([...blocks.values()], this.centre!) : undefined;
  }
}

function toFloats(bytes: Uint8Array | undefined): Float32Array | undefined {
  return bytes && new Float32Array(new Uint8Array(bytes).buffer);
}
