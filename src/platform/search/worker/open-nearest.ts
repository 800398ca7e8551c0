import type { IndexReader } from '../engine/index-reader.js';
import type { DenseSide } from '../ranking/hybrid.js';
import type { QueryVector, SearchRequest } from '../search-types.js';
import type { OpenVectors } from '../vectors/open-vectors.js';
import type { OpenIndex } from './open-index.js';

/** Nearest entries that take part in a fusion. */
const CANDIDATES = 200;

/** The entries nearest to the query among those that may be found; undefined where the owner has no such vectors. */
export function openNearest(
  request: SearchRequest,
  { values, trust }: QueryVector,
  { reader, vectors, index }: { reader: IndexReader; vectors: OpenVectors; index: OpenIndex },
): { dense: DenseSide; count: number } | undefined {
  const { set } = vectors;
  if (set?.dimensions !== values.length) return undefined;
  const entries = vectors.entriesIn(set, index.masked);
  const mask = request.groups && reader.maskOfGroups(request.groups);
  const { admits, count } = admitted(entries, mask);
  const limit = Math.max(CANDIDATES, request.limit);
  const { rows, similarities, background } = set.nearest(values, limit, count < entries.length ? admits : undefined);
  return { dense: { entries: Array.from(rows, (row) => entries[row]!), similarities, background, trust }, count };
}

function admitted(entries: Int32Array, mask?: Uint8Array): { admits: Uint8Array; count: number } {
  const admits = new Uint8Array(entries.length);
  let count = 0;
  for (let row = 0; row < entries.length; row++) {
    const entry = entries[row]!;
    if (entry < 0 || mask?.[entry] === 0) continue;
    admits[row] = 1;
    count++;
  }
  return { admits, count };
}
