import { describe, expect, it } from '@jest/globals';
import { AppError } from '../../common/app-error.js';
import { parseUsername, usernameKey } from './username.js';

const codeOf = (raw: string): string => {
  try {
    parseUsername(raw);
  } catch (error) {
    return (error as AppError).code;
  }
  return 'accepted';
};

describe('user names', () => {
  it.each([
    ['Alice', 'aLICE'],
    ['Straße', 'STRASSE'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
    ['Ａｌｉｃｅ', 'alice'],
    ['ﬁnn', 'FINN'],
    ['e\u0301mile', 'É' + 'mile'],
  ])('%s and %s are the same', (one, other) => {
    expect(parseUsername(one).key).toBe(parseUsername(other).key);
    expect(usernameKey(one)).toBe(usernameKey(other));
  });

  it('keeps them as written, in NFKC', () => {
    expect(parseUsername('Zoe\u0308 Smith').name).toBe('Zoë Smith');
  });

  it.each([
    ' alice',
    'alice ',
    '\u3000alice',
    'al\u0000ice',
    'al\tice',
    'ali\u200bce',
    'ali\u202ece',
    'ali\ud800ce',
    'alice\u2028',
  ])('refuses %j', (raw) => {
    expect(codeOf(raw)).toBe('invalid_username');
  });

  it('counts characters, not code units', () => {
    expect(codeOf('ab')).toBe('validation_failed');
    expect(codeOf('😀😀')).toBe('validation_failed');
    expect(codeOf('😀😀😀')).toBe('accepted');
    expect(codeOf('😀'.repeat(64))).toBe('accepted');
    expect(codeOf('😀'.repeat(65))).toBe('validation_failed');
    expect(codeOf('a'.repeat(64))).toBe('accepted');
    expect(codeOf('a'.repeat(65))).toBe('validation_failed');
  });

  it('has no key for what cannot be a name', () => {
    expect(usernameKey('ab')).toBeUndefined();
    expect(usernameKey('al\u0000ice')).toBeUndefined();
  });
});
