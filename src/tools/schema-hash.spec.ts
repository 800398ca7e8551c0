import { describe, expect, it } from '@jest/globals';
import { schemaHash } from './schema-hash.js';

describe('the hash of a schema', () => {
  it('does not depend on the order of members', () => {
    const one = {
      name: 'a',
      parameters: { type: 'object', properties: { x: { type: 'string' }, y: { enum: [1, 2] } } },
    };
    const same = {
      parameters: { properties: { y: { enum: [1, 2] }, x: { type: 'string' } }, type: 'object' },
      name: 'a',
    };
    expect(schemaHash(one)).toBe(schemaHash(same));
  });

  it('depends on all else', () => {
    const hashes = [{ a: 1 }, { a: '1' }, { a: [1, 2] }, { a: [2, 1] }, { b: 1 }, { a: { b: 1 } }, { a: null }, {}].map(
      schemaHash,
    );
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
