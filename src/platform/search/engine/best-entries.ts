/** A bounded heap of entries whose root is the worst kept. */
class BestHeap {
  size = 0;
  readonly entries: Uint32Array;

  constructor(
    capacity: number,
    private readonly scores: Float32Array,
    private readonly tieBreak: (a: number, b: number) => number,
  ) {
    this.entries = new Uint32Array(capacity);
  }

  /** What an entry must reach to be kept. */
  get threshold(): number {
    return this.size < this.entries.length ? 0 : this.scores[this.entries[0]!]!;
  }

  add(entry: number): void {
    if (this.size < this.entries.length) this.siftUp(entry);
    else if (this.isWorse(this.entries[0]!, entry)) this.siftDown(entry);
  }

  private isWorse(a: number, b: number): boolean {
    const { scores } = this;
    return scores[a]! < scores[b]! || (scores[a] === scores[b] && this.tieBreak(a, b) > 0);
  }

  private siftUp(entry: number): void {
    const { entries } = this;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.isWorse(entry, entries[parent]!)) break;
      entries[at] = entries[parent]!;
      at = parent;
    }
    entries[at] = entry;
  }

  private siftDown(entry: number): void {
    const { entries, size } = this;
    let at = 0;
    for (let child = 1; child < size; child = at * 2 + 1) {
      if (child + 1 < size && this.isWorse(entries[child + 1]!, entries[child]!)) child++;
      if (!this.isWorse(entries[child]!, entry)) break;
      entries[at] = entries[child]!;
      at = child;
    }
    entries[at] = entry;
  }
}

/**
 * The `limit` highest scores above 0, best first. `tieBreak` orders equal scores (negative: `a` first), so that the
 * result does not depend on how entries are spread over segments.
 */
export function bestEntries(
  scores: Float32Array,
  limit: number,
  accepts: (entry: number) => boolean,
  tieBreak: (a: number, b: number) => number,
): Uint32Array {
  const capacity = Math.max(0, Math.min(limit, scores.length));
  if (capacity === 0) return new Uint32Array(0);
  const heap = new BestHeap(capacity, scores, tieBreak);
  let threshold = 0;
  for (let entry = 0; entry < scores.length; entry++) {
    const score = scores[entry]!;
    // Most entries end here. NaN does too: it compares false.
    if (!(score > 0) || score < threshold || !accepts(entry)) continue;
    heap.add(entry);
    threshold = heap.threshold;
  }
  return heap.entries.subarray(0, heap.size).sort((a, b) => scores[b]! - scores[a]! || tieBreak(a, b));
}
