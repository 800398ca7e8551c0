import { describe, expect, it } from '@jest/globals';
import { looksPerSave } from './answer-saver.js';

describe('looksPerSave', () => {
  it('saves a few answers at each look, many less often, and every one within a second', () => {
    expect([0, 1, 25].map(looksPerSave)).toEqual([1, 1, 1]);
    expect([26, 50].map(looksPerSave)).toEqual([2, 2]);
    expect([100, 101, 10_000].map(looksPerSave)).toEqual([4, 4, 4]);
  });
});
