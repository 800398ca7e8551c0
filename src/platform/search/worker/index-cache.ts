import type { Analyzer } from '../engine/analyzer.js';
import type { Corpus } from '../search-types.js';
import type { SegmentStore } from '../storage/segment-store.js';
import { OpenIndex } from './open-index.js';

/** Keeps the indexes used last open, up to a number of bytes; the one in use stays, however large. */
export class IndexCache {
  /** Least recently used first. */
  private readonly open = new Map<string, OpenIndex>();

  constructor(
    private readonly store: SegmentStore,
    private readonly analyzer: Analyzer,
    private readonly maxBytes: number,
  ) {}

  async use<T>(owner: string, corpus: Corpus, work: (index: OpenIndex) => Promise<T>): Promise<T> {
    const key = `${corpus}:${owner}`;
    const index = this.open.get(key) ?? new OpenIndex(owner, corpus, this.store, this.analyzer);
    this.open.delete(key);
    this.open.set(key, index);
    try {
      return await work(index);
    } finally {
      this.evict(index);
    }
  }

  private evict(inUse: OpenIndex): void {
    let bytes = 0;
    for (const index of this.open.values()) bytes += index.bytes;
    for (const [key, index] of this.open) {
      if (bytes <= this.maxBytes) return;
      if (index === inUse) continue;
      this.open.delete(key);
      bytes -= index.bytes;
    }
  }
}
