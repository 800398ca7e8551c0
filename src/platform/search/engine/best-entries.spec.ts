import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bestEntries } from './best-entries.js';

describe('bestEntries', () => {
  it('gives what sorting everything would give', () => {
    const scores = fc.array(fc.constantFrom(0, 0.5, 1, 1, 2, 3, NaN, -1), { maxLength: 60 });
    fc.assert(
      fc.property(scores, fc.nat(20), (values, limit) => {
        const accepts = (entry: number) => entry % 5 !== 3;
        const reversed = (a: number, b: number) => b - a;
        const wanted = values
          .map((_, entry) => entry)
          .filter((entry) => values[entry]! > 0 && accepts(entry))
          .sort((a, b) => values[b]! - values[a]! || reversed(a, b))
          .slice(0, limit);
        expect([...bestEntries(Float32Array.from(values), limit, accepts, reversed)]).toEqual(wanted);
      }),
    );
  });
});
