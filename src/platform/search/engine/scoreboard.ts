/**
 * Scores of the few entries that have any: an array over all entries that stays zero elsewhere, and the list of those
 * that are not. So a search over a large index costs what it finds and not what there is.
 */
export class Scoreboard {
  scores = new Float32Array(0);
  entries = new Uint32Array(0);
  count = 0;

  /** Makes room and forgets all scores. */
  start(size: number): this {
    this.clear();
    if (this.scores.length < size) {
      const capacity = Math.ceil(size * 1.25);
      this.scores = new Float32Array(capacity);
      this.entries = new Uint32Array(capacity);
    }
    return this;
  }

  clear(): void {
    const { scores, entries } = this;
    for (let i = 0; i < this.count; i++) scores[entries[i]!] = 0;
    this.count = 0;
  }

  /** `score` is above 0. */
  add(entry: number, score: number): void {
    if (this.scores[entry] === 0) this.entries[this.count++] = entry;
    this.scores[entry]! += score;
  }

  /** Keeps the higher of the two; `score` is above 0. */
  raise(entry: number, score: number): void {
    const before = this.scores[entry]!;
    if (before === 0) this.entries[this.count++] = entry;
    if (score > before) this.scores[entry] = score;
  }

  /**
   * The `limit` highest scores, best first. `tieBreak` orders equal scores (negative: `a` first), so that the result
   * does not depend on how entries are spread over segments.
   */
  best(limit: number, tieBreak: (a: number, b: number) => number, mask?: Uint8Array): Uint32Array {
    if (mask) this.forgetOutside(mask);
    const { scores, entries, count } = this;
    // Whole numbers only: of a difference, which has a fraction, V8 makes an object for each comparison.
    const order = (a: number, b: number): number => {
      const first = scores[a]!;
      const second = scores[b]!;
      return first === second ? tieBreak(a, b) : first < second ? 1 : -1;
    };
    if (count <= limit) return entries.slice(0, count).sort(order);
    const least = this.nthHighest(limit);
    const kept = new Uint32Array(count);
    let size = 0;
    for (let i = 0; i < count; i++) if (scores[entries[i]!]! >= least) kept[size++] = entries[i]!;
    return kept.subarray(0, size).sort(order).subarray(0, limit);
  }

  private forgetOutside(mask: Uint8Array): void {
    const { scores, entries } = this;
    let kept = 0;
    for (let i = 0; i < this.count; i++) {
      const entry = entries[i]!;
      if (mask[entry] === 0) scores[entry] = 0;
      else entries[kept++] = entry;
    }
    this.count = kept;
  }

  /** A heap of numbers whose root is the lowest kept. */
  private nthHighest(n: number): number {
    const { scores, entries, count } = this;
    const heap = new Float32Array(n);
    let size = 0;
    for (let i = 0; i < count; i++) {
      const score = scores[entries[i]!]!;
      if (size < n) {
        let at = size++;
        for (let up = (at - 1) >> 1; at > 0 && heap[up]! > score; up = (at - 1) >> 1) {
          heap[at] = heap[up]!;
          at = up;
        }
        heap[at] = score;
      } else if (score > heap[0]!) {
        let at = 0;
        for (let child = 1; child < n; child = at * 2 + 1) {
          if (child + 1 < n && heap[child + 1]! < heap[child]!) child++;
          if (heap[child]! >= score) break;
          heap[at] = heap[child]!;
          at = child;
        }
        heap[at] = score;
      }
    }
    return heap[0]!;
  }
}
