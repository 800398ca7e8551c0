import type { IndexReader } from '../engine/index-reader.js';
import { type DenseSide, luckiest } from '../ranking/hybrid.js';
import type { QueryVector, SearchRequest } from '../search-types.js';
import type { OpenVectors } from '../vectors/open-vectors.js';
import type { Admitted } from '../vectors/vector-set.js';
import type { OpenIndex } from './open-index.js';

/** Nearest entries that take part in a fusion. */
const FUSED = 200;

/** The entries nearest to the query among those that may be found; undefined where the owner has no such vectors. */
export function openNearest(
  request: SearchRequest,
  { values, trust }: QueryVector,
  { reader, vectors, index }: { reader: IndexReader; vectors: OpenVectors; index: OpenIndex },
): { dense: DenseSide; count: number } | undefined {
  const { set } = vectors;
  if (set?.dimensions !== values.length) return undefined;
  const { entries, present } = vectors.joinedWith(set, index.masked);
  const mask = request.groups && reader.maskOfGroups(request.groups);
  const among = mask ? admitted(entries, mask) : present;
  const isAlone = request.mode === 'dense';
  const wanted = isAlone ? request.limit : Math.max(FUSED, request.limit);
  const { rows, similarities, background } = set.nearest(values, wanted, {
    ...(among.count < entries.length && { among }),
    // Beside words what is no more similar than chance adds nothing.
    ...(!isAlone && { least: luckiest }),
  });
  return {
    dense: { entries: Array.from(rows, (row) => entries[row]!), similarities, background, trust },
    count: among.count,
  };
}

function admitted(entries: Int32Array, mask: Uint8Array): Admitted {
  const admits = new Uint8Array(entries.length);
  let count = 0;
  for (let row = 0; row < entries.length; row++) {
    const entry = entries[row]!;
    if (entry < 0 || mask[entry] === 0) continue;
    admits[row] = 1;
    count++;
  }
  return { admits, count };
}
