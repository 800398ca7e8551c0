import { describe, expect, it } from '@jest/globals';
import { readVectors } from './read-vectors.js';

const answer = (...indexes: unknown[]) => ({
  data: indexes.map((index, place) => ({ index, embedding: [place + 1, 0] })),
});

describe('readVectors', () => {
  it('puts the vectors into the order of the texts', () => {
    const data = [
      { index: 1, embedding: [0, 2] },
      { index: 0, embedding: [3, 0] },
    ];
    expect(readVectors({ data }, 2).map((vector) => [...vector])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it.each([
    ['the same place for all', [0, 0, 0]],
    ['one place twice', [0, 1, 1]],
    ['a place behind the last', [0, 1, 3]],
    ['places from 1', [1, 2, 3]],
    ['a place before the first', [0, 1, -1]],
    ['half a place', [0, 1, 1.5]],
  ])('refuses an answer that names %s', (_name, indexes) => {
    expect(() => readVectors(answer(...indexes), 3)).toThrow('did not answer as the protocol asks');
  });

  it('goes by their order where an answer names no places', () => {
    expect(readVectors(answer(undefined, undefined), 2)).toHaveLength(2);
  });
});
