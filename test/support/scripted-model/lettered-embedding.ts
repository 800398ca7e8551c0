/** Embeddings that know nothing but letters, or nothing at all: what a search by words must lose nothing to. */
import { createHash } from 'node:crypto';

/** What lies near each other: nothing; texts that share words, beginnings of words, runs of three letters; everything. */
export const LETTERED = ['noise', 'words', 'beginnings', 'runs', 'same'] as const;
export type Lettered = (typeof LETTERED)[number];

const KEYS: Record<Lettered, (text: string) => string[]> = {
  noise: (text) => [text],
  words: wordsOf,
  beginnings: (text) => wordsOf(text).map((word) => word.slice(0, 4)),
  runs: (text) => {
    const letters = [...` ${wordsOf(text).join(' ')} `];
    return letters.slice(2).map((_, at) => letters.slice(at, at + 3).join(''));
  },
  same: () => ['always'],
};

/** Deterministic and of length 1. */
export function letteredEmbedding(kind: Lettered, text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const key of KEYS[kind](text)) add(vector, key, kind === 'noise' ? 64 : 1);
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

function add(vector: number[], key: string, rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    const hash = createHash('md5').update(`${round} ${key}`).digest();
    for (let i = 0; i < 8; i++) {
      const at = hash.readUInt16LE(i * 2) % vector.length;
      vector[at] = vector[at]! + ((hash[i]! & 1) === 1 ? 1 : -1);
    }
  }
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
