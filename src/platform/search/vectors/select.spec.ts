import { describe, expect, it } from '@jest/globals';
import { selectLargest } from './select.js';

describe('selectLargest', () => {
  it('puts the largest first, whatever the order, with equal values and with nothing among them', () => {
    for (let size = 1; size < 60; size++) {
      const values = Array.from({ length: size }, (_, i) => (i % 7 ? (i * 7919) % (size > 30 ? 11 : 1009) : -Infinity));
      const sorted = [...values].sort((a, b) => b - a);
      for (let count = 1; count <= size; count++) {
        const own = Float32Array.from([...values, Infinity]);
        expect(selectLargest(own, size, count)).toBe(sorted[count - 1]);
        expect([...own.subarray(0, count)].sort((a, b) => b - a)).toEqual(sorted.slice(0, count));
      }
    }
  });
});
