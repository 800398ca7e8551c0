import { describe, expect, it } from '@jest/globals';
import { inList } from './in-list.js';

describe('lists of values in a statement', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 4],
    [9, 16],
    [16, 16],
    [17, 32],
  ])('%i values have %i places', (length, places) => {
    const given = Array.from({ length }, (_, i) => `v${i}`);
    const { marks, values } = inList(given);
    expect(marks.split(', ')).toEqual(Array.from({ length: places }, () => '?'));
    expect(values).toHaveLength(places);
    expect(new Set(values)).toEqual(new Set(given));
  });

  it('has nothing to say of no values', () => {
    expect(() => inList([])).toThrow('needs a value');
  });
});
