import { describe, expect, it } from '@jest/globals';
import { linesOf } from './buckets.js';

const edges = Array.from({ length: 10_001 }, (_, n) => n * 60_000);
const cells = (groups: number) =>
  Array.from({ length: groups }, (_, n) => ({ time: 0, group: `group ${n}`, value: 1 }));

describe('linesOf', () => {
  it('gives as many points as there may be, and refuses more before it builds them', () => {
    expect(linesOf(cells(10), edges, true)).toHaveLength(100_000);
    expect(() => linesOf(cells(11), edges, true)).toThrow('more than 100000 points');
  });

  it('takes any number of groups where they are one line', () => {
    const [first, ...rest] = linesOf(cells(1000), edges, false);
    expect(first).toEqual({ t: '1970-01-01T00:00:00.000Z', value: 1000 });
    expect(rest).toHaveLength(9999);
  });
});
