import { gramsOf } from '../analysis/grams-of.js';
import { readText } from '../analysis/read-text.js';
import { stemOf } from '../analysis/stem-of.js';
import type { Analyzer } from '../engine/analyzer.js';
import type { IndexReader } from '../engine/index-reader.js';
import type { RankedHit } from '../engine/ranked-hit.js';
import { SegmentBuilder } from '../engine/segment-builder.js';
import type { IndexEntry, SearchHit, SearchHits, SearchRequest } from '../search-types.js';
import type { SegmentStore } from '../storage/segment-store.js';
import { IndexCache } from './index-cache.js';
import { mergeIndex } from './merge-index.js';
import { openNearest } from './open-nearest.js';
import { rank } from './rank.js';
import type { MergeRequest, MergeResult, SearchTasks } from './search-tasks.js';

const ANALYZER: Analyzer = { readText, stemOf, gramsOf };

/** Does the work of one search worker; runs just as well on the main thread. */
export class SearchRunner implements SearchTasks {
  private readonly indexes: IndexCache;

  constructor(
    private readonly store: SegmentStore,
    cacheBytes: number,
  ) {
    this.indexes = new IndexCache(store, ANALYZER, cacheBytes);
  }

  build(entries: readonly IndexEntry[]): Promise<Uint8Array> {
    const builder = new SegmentBuilder(ANALYZER);
    for (const entry of entries) builder.add(entry);
    return Promise.resolve(builder.toBytes());
  }

  search(request: SearchRequest): Promise<SearchHits> {
    const started = performance.now();
    return this.indexes.use(request.owner, request.corpus, async (index) => {
      const vectors = request.vector && (await index.vectorsOf(request.vector.profile));
      const reader = await index.reader();
      // From here on nothing is awaited, so the reader, its segments and the vectors stay those of one moment.
      const holding = performance.now();
      const found = request.vector && vectors && openNearest(request, request.vector, { reader, vectors, index });
      const ranked = request.limit > 0 && reader.liveCount > 0 ? rank(reader, request, found?.dense) : [];
      const hits = ranked.map((hit) => toHit(reader, hit));
      const ended = performance.now();
      return {
        hits,
        entries: reader.liveCount,
        vectors: request.vector && (found?.count ?? 0),
        took: ended - started,
        held: ended - holding,
      };
    });
  }

  merge(request: MergeRequest): Promise<MergeResult | undefined> {
    return mergeIndex(this.store, request, ANALYZER);
  }
}

function toHit(reader: IndexReader, { entry, score, explain }: RankedHit): SearchHit {
  const group = reader.groupId(reader.groupOf(entry));
  return { id: reader.idOf(entry), group, ordinal: reader.ordinalOf(entry), score, ...(explain && { explain }) };
}
