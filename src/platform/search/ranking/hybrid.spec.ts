import { describe, expect, it } from '@jest/globals';
import { type DenseSide, evidence, fuse } from './hybrid.js';

const BACKGROUND = { middle: 0.1, spread: 0.05, rows: 1000 };
const LEXICAL = [
  { entry: 1, score: 4 },
  { entry: 2, score: 3.8 },
  { entry: 3, score: 1 },
];
const dense = (similarities: Record<number, number>, trust = 1): DenseSide => ({
  entries: Object.keys(similarities).map(Number),
  similarities: Object.values(similarities),
  background: BACKGROUND,
  trust,
});
const order = (side: DenseSide) => fuse(LEXICAL, side, 10, false).map(({ entry }) => entry);

describe('fuse', () => {
  it('changes nothing for similarities that chance explains, or vectors that are not believed', () => {
    expect(order(dense({ 9: 0.28, 3: 0.25, 2: 0.2 }))).toEqual([1, 2, 3]);
    expect(order(dense({ 9: 0.9, 3: 0.8 }, 0))).toEqual([1, 2, 3]);
  });

  it('lifts what is meant, and adds what no word finds', () => {
    expect(order(dense({ 2: 0.6, 1: 0.2 }))).toEqual([2, 1, 3]);
    expect(order(dense({ 9: 0.7 }))).toEqual([1, 2, 9, 3]);
    expect(fuse([], dense({ 9: 0.7 }), 10, false)).toHaveLength(1);
    expect(fuse(LEXICAL, dense({ 9: 0.7 }), 2, false)).toHaveLength(2);
  });

  it('never takes anything away', () => {
    for (const { entry, score } of fuse(LEXICAL, dense({ 1: -0.5, 2: 0.05, 3: 0.4 }), 10, false)) {
      expect(score).toBeGreaterThanOrEqual(LEXICAL[entry - 1]!.score / 4);
    }
  });

  it('tells the ranks and scores of both sides', () => {
    const hits = fuse(LEXICAL, dense({ 2: 0.6, 9: 0.55 }), 10, true);
    expect(hits[0]!.explain).toMatchObject({ lexical: 0.95, lexical_rank: 2, dense_rank: 1, similarity: 0.6 });
    expect(hits.find(({ entry }) => entry === 9)!.explain).toMatchObject({ dense_rank: 2, similarity: 0.55 });
    expect(hits.find(({ entry }) => entry === 9)!.explain).not.toHaveProperty('lexical_rank');
  });
});

describe('evidence', () => {
  it('asks for more where there were more chances to be lucky', () => {
    expect(evidence(0.35, { ...BACKGROUND, rows: 10 })).toBeGreaterThan(
      evidence(0.35, { ...BACKGROUND, rows: 100_000 }),
    );
    expect(evidence(0.9, BACKGROUND)).toBe(1);
    expect(evidence(0.9, { middle: 0, spread: 0, rows: 1000 })).toBe(0);
  });
});
