import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gramKey, readGramKeys } from './gram-keys.js';
import { gramsOf } from './grams-of.js';

const letters = [...'abcxyz019_üяجд狐ก'];

describe('readGramKeys', () => {
  it('reads the same grams from bytes as from the word', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 14 }), (characters) => {
        const word = characters.join('');
        const bytes = new TextEncoder().encode(`ab${word}c`);
        const keys = new Uint32Array(bytes.length + 1);
        const count = readGramKeys(bytes, 2, bytes.length - 1, keys);
        expect(new Set(keys.subarray(0, count))).toEqual(new Set(gramsOf(word).map(gramKey)));
      }),
    );
  });

  it('gives different grams different numbers', () => {
    const grams = letters.flatMap((a) => letters.flatMap((b) => letters.map((c) => `${a}${b}${c}z`)));
    expect(new Set(grams.map(gramKey)).size).toBe(grams.length);
  });
});
