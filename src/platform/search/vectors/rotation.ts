const ROUNDS = 2;

/** So many of the first axes, and of the last ones, are transformed at once. */
export const transformLength = (dimensions: number): number => 2 ** Math.floor(Math.log2(Math.max(1, dimensions)));

/**
 * A fixed rotation of a space of `dimensions`: sign flips and Walsh–Hadamard transforms over its first and its last
 * 2^k axes, twice. It keeps lengths and angles, and spreads what a vector says evenly over all axes, so that one bit an
 * axis says as much as one bit can (RaBitQ, Gao and Long 2024; hashed bags of words are lost without it).
 */
export class Rotation {
  /** For each round those of all axes. */
  readonly signs: readonly Float32Array[];
  private readonly block: number;

  constructor(readonly dimensions: number) {
    this.block = transformLength(dimensions);
    // The same signs for ever: stored codes were made with them.
    let state = 0x9e3779b9;
    const nextSign = () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state < 0 ? -1 : 1;
    };
    this.signs = Array.from({ length: ROUNDS }, () => Float32Array.from({ length: dimensions }, nextSign));
  }

  /** In place. */
  apply(vector: Float64Array): void {
    const { block, dimensions } = this;
    for (const signs of this.signs) {
      for (let i = 0; i < dimensions; i++) vector[i]! *= signs[i]!;
      transform(vector, 0, block);
      if (dimensions > block) transform(vector, dimensions - block, block);
    }
  }
}

/** Orthonormal Walsh–Hadamard transform of `length` (a power of two) values; two of its levels a pass. */
function transform(values: Float64Array, from: number, length: number): void {
  const end = from + length;
  let quarter = 1;
  for (; quarter * 4 <= length; quarter *= 4) {
    for (let start = from; start < end; start += quarter * 4) {
      for (let i = start; i < start + quarter; i++) {
        const b = i + quarter;
        const c = b + quarter;
        const d = c + quarter;
        const sumAb = values[i]! + values[b]!;
        const differenceAb = values[i]! - values[b]!;
        const sumCd = values[c]! + values[d]!;
        const differenceCd = values[c]! - values[d]!;
        values[i] = sumAb + sumCd;
        values[b] = differenceAb + differenceCd;
        values[c] = sumAb - sumCd;
        values[d] = differenceAb - differenceCd;
      }
    }
  }
  if (quarter < length) {
    for (let i = from; i < from + quarter; i++) {
      const a = values[i]!;
      const b = values[i + quarter]!;
      values[i] = a + b;
      values[i + quarter] = a - b;
    }
  }
  const scale = 1 / Math.sqrt(length);
  for (let i = from; i < end; i++) values[i]! *= scale;
}
