import { createHash } from 'node:crypto';

/** A deterministic embedding: a hashed bag of words of length 1, so that texts that share words lie near each other. */
export function scriptedEmbedding(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const word of text.toLowerCase().split(/[^\p{L}\p{N}]+/u)) {
    if (word === '') continue;
    const hash = createHash('md5').update(word).digest();
    for (let i = 0; i < 8; i++) {
      const at = hash.readUInt16LE(i * 2) % dimensions;
      vector[at] = vector[at]! + ((hash[i]! & 1) === 1 ? 1 : -1);
    }
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
