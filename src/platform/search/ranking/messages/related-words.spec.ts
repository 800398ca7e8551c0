import { describe, expect, it } from '@jest/globals';
import { membersOf, synonymsOf, wordKey } from './related-words.js';

describe('related words', () => {
  it('gives all forms of a word one key', () => {
    expect(new Set(['go', 'goes', 'going', 'went', 'gone'].map(wordKey)).size).toBe(1);
  });

  it('relates synonyms both ways, members only from their kind', () => {
    expect(synonymsOf(wordKey('doctors')).has('physician')).toBe(true);
    expect(synonymsOf(wordKey('physician')).has('doctor')).toBe(true);
    expect(membersOf(wordKey('sports')).has('tennis')).toBe(true);
    expect(membersOf(wordKey('tennis')).size).toBe(0);
  });

  it('does not relate a word to itself', () => {
    expect([...synonymsOf(wordKey('buy'))].map(wordKey)).not.toContain(wordKey('bought'));
  });
});
