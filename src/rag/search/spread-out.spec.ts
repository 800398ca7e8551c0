import { describe, expect, it } from '@jest/globals';
import { repeatsIn, spreadOut } from './spread-out.js';

const passages = (...texts: string[]) => texts.map((text, place) => ({ place, text }));
const places = (found: Iterable<{ place: number }>) => [...found].map(({ place }) => place);

describe('spreadOut', () => {
  it('keeps the order where all are different', () => {
    expect(places(spreadOut(passages('The ferry leaves at nine in the morning.', 'The ferry', 'Another')))).toEqual([
      0, 1, 2,
    ]);
  });

  it('puts what repeats a better one to the end', () => {
    const found = passages('The ferry leaves at nine.', 'Bread.', 'the  FERRY\nleaves at nine. ', 'Salt.');
    expect(places(spreadOut(found))).toEqual([0, 1, 3, 2]);
  });

  it('tells texts apart that only begin alike', () => {
    expect(repeatsIn(passages(`${'same beginning '.repeat(5)}one`, `${'same beginning '.repeat(5)}two`)).size).toBe(0);
  });

  it('sees through any amount of white space', () => {
    const wide = `a${' '.repeat(200)}b${' '.repeat(200)}c and so on`;
    expect(places(repeatsIn(passages(wide, 'a b c and so on')))).toEqual([1]);
  });
});
