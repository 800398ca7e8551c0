import { describe, expect, it } from '@jest/globals';
import { metadataFilter } from './metadata-filter.js';

const passes = (filter: Record<string, unknown>, metadata: Record<string, unknown> | null) =>
  metadataFilter(filter)(metadata);

describe('metadataFilter', () => {
  it('compares values as they are, without converting them', () => {
    expect(passes({ year: 2020 }, { year: 2020 })).toBe(true);
    expect(passes({ year: 2020 }, { year: '2020' })).toBe(false);
    expect(passes({ draft: false }, { draft: false })).toBe(true);
    expect(passes({ year: 2020 }, null)).toBe(false);
    expect(passes({ toString: 'x' }, {})).toBe(false);
  });

  it('takes lists, ranges, and several fields at once', () => {
    expect(passes({ tag: { in: ['a', 'b'] } }, { tag: 'b' })).toBe(true);
    expect(passes({ tag: { in: [] } }, { tag: 'b' })).toBe(false);
    expect(passes({ tag: 'a' }, { tag: ['b', 'a'] })).toBe(true);
    expect(passes({ year: { gte: 2000, lte: 2010 } }, { year: 2010 })).toBe(true);
    expect(passes({ year: { gte: 2000 } }, { year: '2010' })).toBe(false);
    expect(passes({ day: { lte: '2024-01-31' } }, { day: '2024-01-05' })).toBe(true);
    expect(passes({ a: 1, b: 2 }, { a: 1, b: 3 })).toBe(false);
  });

  it('joins filters by and, or, and both', () => {
    const filter = { or: [{ tag: 'a' }, { and: [{ year: { gte: 2000 } }, { year: { lte: 2010 } }] }], draft: false };
    expect(passes(filter, { tag: 'a', draft: false })).toBe(true);
    expect(passes(filter, { year: 2005, draft: false })).toBe(true);
    expect(passes(filter, { year: 2011, draft: false })).toBe(false);
    expect(passes(filter, { tag: 'a', draft: true })).toBe(false);
    expect(passes({ or: 'x' }, { or: 'x' })).toBe(true);
    expect(passes({ and: [{ a: 1 }], or: [{ b: 1 }, { b: 2 }] }, { a: 1, b: 2 })).toBe(true);
  });

  it.each([
    [{ or: [] }],
    [{ and: [1] }],
    [{ or: [{ a: {} }] }],
    [{ or: Array.from({ length: 21 }, () => ({ a: 1 })) }],
    [{ and: [{ and: [{ and: [{ and: [{ and: [{ and: [{ a: 1 }] }] }] }] }] }] }],
    [{ a: {} }],
    [{ a: [1] }],
    [{ a: { near: 1 } }],
    [{ a: { in: 1 } }],
    [{ a: { in: [{}] } }],
    [{ a: { gte: 1, lte: '2' } }],
    [{ a: { gte: null } }],
    [{ a: { in: [1], gte: 1 } }],
    [Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`f${i}`, i]))],
  ])('refuses %j', (filter) => {
    expect(() => metadataFilter(filter)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
  });
});
