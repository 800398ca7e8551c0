import { describe, expect, it } from '@jest/globals';
import { choicesOf, parseSetting, textOf } from './setting.js';

describe('a setting as text', () => {
  it.each([
    ['integer', '12', 12],
    ['number', '1.5', 1.5],
    ['integer', 'many', 'many'],
    ['integer', '', ''],
    ['boolean', 'false', false],
    ['boolean', 'perhaps', 'perhaps'],
    ['string', '12', '12'],
    ['list', '["a"]', ['a']],
    ['json', 'a', 'a'],
  ] as const)('reads %s %j', (type, text, value) => {
    expect(parseSetting({ type }, text)).toEqual(value);
  });

  it('gives the choices of what is a choice', () => {
    expect(choicesOf({ type: 'boolean' })).toEqual(['true', 'false']);
    expect(choicesOf({ type: 'enum', bounds: { values: ['a', 'b'] } })).toEqual(['a', 'b']);
    expect(choicesOf({ type: 'integer', bounds: { min: 1 } })).toBeUndefined();
  });

  it('writes what it reads', () => {
    expect([textOf(null), textOf(12), textOf(false), textOf(['a'])]).toEqual(['', '12', 'false', '["a"]']);
  });
});
