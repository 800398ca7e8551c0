/**
 * The `limit` highest scores above 0, best first, by a heap whose root is the worst kept. `tieBreak` orders equal
 * scores (negative: `a` first), so that the result does not depend on how entries are spread over segments.
 */
export function bestEntries(
  scores: Float32Array,
  limit: number,
  accepts: (entry: number) => boolean,
  tieBreak: (a: number, b: number) => number,
): Uint32Array {
  const heap = new Uint32Array(Math.min(limit, scores.length));
  let size = 0;
  const worse = (a: number, b: number): boolean =>
    scores[a]! < scores[b]! || (scores[a] === scores[b] && tieBreak(a, b) > 0);

  const siftDown = (entry: number): void => {
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= size) break;
      if (child + 1 < size && worse(heap[child + 1]!, heap[child]!)) child++;
      if (!worse(heap[child]!, entry)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = entry;
  };
  const siftUp = (entry: number): void => {
    let at = size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!worse(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  };

  let threshold = 0;
  for (let entry = 0; entry < scores.length; entry++) {
    const score = scores[entry]!;
    // Most entries end here. NaN does too: it compares false.
    if (!(score > 0) || score < threshold) continue;
    if (!accepts(entry)) continue;
    if (size < heap.length) siftUp(entry);
    else if (size > 0 && worse(heap[0]!, entry)) siftDown(entry);
    if (size === heap.length && size > 0) threshold = scores[heap[0]!]!;
  }
  return heap.subarray(0, size).sort((a, b) => scores[b]! - scores[a]! || tieBreak(a, b));
}
