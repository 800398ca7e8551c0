import { beforeEach, describe, expect, it } from '@jest/globals';
import { ClassOfWords } from './class-of-words.js';
import { RememberedClasses } from './remembered-classes.js';
describe('RememberedClasses', () => {
  let made: string[];
  let remembered: RememberedClasses;
  const ask = (name: string, costs = 0) =>
    remembered.get(name, (onRead) => {
      made.push(name);
      onRead(costs);
      return new ClassOfWords(name, [], [], () => undefined);
    });

  beforeEach(() => {
    made = [];
    remembered = new RememberedClasses(0);
  });

  it('makes a class once', () => {
    expect(ask('a')).toBe(ask('a'));
    expect(made).toEqual(['a']);
  });

  it('keeps what is asked for again and again, whatever else passes through', () => {
    for (let other = 0; other < 2000; other++) {
      ask('often');
      ask(`once ${other}`, 100);
    }
    expect(made.filter((name) => name === 'often')).toEqual(['often']);
    ask('once 0');
    expect(made.at(-1)).toBe('once 0');
  });

  it('forgets by what was read: many classes fit as long as nobody reads their postings', () => {
    for (let round = 0; round < 2; round++) for (let each = 0; each < 100; each++) ask(`${each}`);
    expect(made).toHaveLength(100);
    for (let each = 0; each < 100; each++) ask(`read ${each}`, 3000);
    ask('0');
    expect(made.at(-1)).toBe('0');
  });
});
