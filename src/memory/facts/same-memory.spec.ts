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
    ['I like tea', 'I like tea 🙂'],
    ['I program in C++', 'I program in c++!'],
    ['Ich mag keinen Käse', 'ich mag keinen käse.'],
  ])('%s = %s', (known, said) => expect(compare(known, said)).toBe(true));

  it.each([
    ["My dog's name is Rex", "My dog's name is Max"],
    ['I like tea', "I don't like tea"],
    ['I like green tea', 'I like black tea'],
    ["My sister's dog's name is Rex", "My dog's name is Rex"],
    ['I live in Oslo', 'I was born in Oslo'],
    ['I program in C', 'I program in C++'],
    ['I program in C++', 'I program in C#'],
    ['The limit is 5', 'The limit is -5'],
    ['My budget is < 100', 'My budget is > 100'],
    ['My share is 20', 'My share is 20%'],
    ['Ich mag keinen Käse', 'Ich mag Käse'],
    ['Я не люблю кофе', 'Я люблю кофе'],
    ['Je ne mange pas de viande', 'Je mange de la viande'],
    ['我不喜欢喝绿茶', '我喜欢喝绿茶'],
    ['ฉันไม่ชอบกินเผ็ด', 'ฉันชอบกินเผ็ด'],
    ['أنا لا أحب القهوة', 'أنا أحب القهوة'],
  ])('%s ≠ %s', (known, said) => expect(compare(known, said)).toBe(false));
});
