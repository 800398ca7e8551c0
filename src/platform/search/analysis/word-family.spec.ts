import { describe, expect, it } from '@jest/globals';
import { familyOf } from './word-family.js';

describe('familyOf', () => {
  it('gives all forms of a word one key, and that word the stems of them all', () => {
    const families = ['weave', 'weaves', 'weaving', 'wove', 'woven'].map(familyOf);
    expect(new Set(families.map(({ key }) => key)).size).toBe(1);
    expect(families[0]?.stems).toEqual(['weav', 'wove', 'woven']);
  });

  it('leaves a regular word and words of other languages to their own stem', () => {
    expect(familyOf('kettles')).toEqual({ key: 'kettl', stems: ['kettl'] });
    expect(familyOf('лодку')).toEqual({ key: 'лодк', stems: ['лодк'] });
  });
});
