import { describe, expect, it } from '@jest/globals';
import { readStatement } from '../learning/read-statement.js';
import { isSame } from './same-memory.js';

const compare = (known: string, said: string) => {
  const before = readStatement(known) ?? { kind: 'fact', content: known, attribute: null };
  const now = readStatement(said) ?? { kind: 'fact', content: said, attribute: null };
  return isSame(before, now);
};

describe('isSame', () => {
  it.each([
    ['My name is Ada', 'my name is ada!'],
    ["My dog's name is Rex", 'My dog is called Rex'],
    ["My dog's name is Rex", 'I have a dog named Rex'],
    ['The spare key is under the pot', 'The spare key is under the pot.'],
  ])('%s = %s', (known, said) => expect(compare(known, said)).toBe(true));

  it.each([
    ["My dog's name is Rex", "My dog's name is Max"],
    ['I like tea', "I don't like tea"],
    ['I like green tea', 'I like black tea'],
    ["My sister's dog's name is Rex", "My dog's name is Rex"],
    ['I live in Oslo', 'I was born in Oslo'],
  ])('%s ≠ %s', (known, said) => expect(compare(known, said)).toBe(false));
});
