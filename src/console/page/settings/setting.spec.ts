import { describe, expect, it } from '@jest/globals';
import { parseSetting, textOf } from './setting.js';

describe('a setting as text', () => {
  it.each([
    ['integer', '12', 12],
    ['number', '1.5', 1.5],
    ['integer', 'many', 'many'],
    ['integer', '', ''],
    ['boolean', 'false', false],
    ['boolean', 'perhaps', 'perhaps'],
    ['string', '12', '12'],
    ['array', '["a"]', ['a']],
    ['array', 'a', 'a'],
  ])('reads %s %j', (type, text, value) => {
    expect(parseSetting({ type }, text)).toEqual(value);
  });

  it('writes what it reads', () => {
    expect([textOf(null), textOf(12), textOf(false), textOf(['a'])]).toEqual(['', '12', 'false', '["a"]']);
  });
});
