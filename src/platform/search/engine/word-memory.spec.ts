import { describe, expect, it } from '@jest/globals';
import { gramsOf } from '../analysis/grams-of.js';
import { readText } from '../analysis/read-text.js';
import { stemOf } from '../analysis/stem-of.js';
import { Segment } from './segment.js';
import { SegmentBuilder } from './segment-builder.js';
import { borrowMemory, giveBack } from './word-memory.js';

const newAnalyzer = () => ({ readText, stemOf, gramsOf });
const uuid = (number: number) => `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
const entry = (number: number, text: string) => ({ id: uuid(number), group: uuid(0), ordinal: number, text });
/** Words of letters, none of them met before. */
let made = 0;
const newWords = (count: number) =>
  Array.from(
    { length: count },
    () => `w${(made++).toString().replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]!)}`,
  );

describe('the memory of words', () => {
  it('gives a word one number, however it comes', () => {
    const memory = borrowMemory(newAnalyzer());
    const running = memory.numberOf('running', 5);
    expect(memory.numberOf('running')).toBe(running);
    expect(memory.numberOf('running', 5)).toBe(running);
    expect(memory.numberOf('running', 99)).toBe(running);
    expect(memory.pool.strings[running]).toBe('running');
    expect(memory.pool.strings[memory.stemOf(running)]).toBe('run');
    // A number that takes the place of another.
    const walking = memory.numberOf('walking', 5 + (1 << 15));
    expect(walking).not.toBe(running);
    expect(memory.numberOf('running', 5)).toBe(running);
  });

  it('is lent to one at a time, and forgets the marks of the one before', () => {
    const analyzer = newAnalyzer();
    const first = borrowMemory(analyzer);
    const word = first.numberOf('word');
    expect(first.markOf(word)).toBe(-1);
    first.mark(word, 7);
    expect(first.markOf(word)).toBe(7);
    expect(borrowMemory(analyzer)).not.toBe(first);
    giveBack(first, analyzer);
    const again = borrowMemory(analyzer);
    expect(again).toBe(first);
    expect(again.markOf(word)).toBe(-1);
  });

  it('is dropped when it is full', () => {
    const analyzer = newAnalyzer();
    const memory = borrowMemory(analyzer);
    for (const word of newWords(150_001)) memory.numberOf(word);
    giveBack(memory, analyzer);
    expect(borrowMemory(analyzer)).not.toBe(memory);
  });
});

describe('segments that are written by turns', () => {
  it('keep their words apart, though more are met than are known', () => {
    const analyzer = newAnalyzer();
    const texts = Array.from({ length: 400 }, (_, number) => {
      const own = newWords(200).join(' ');
      return `${own} shared words of text ${number % 7}, and user_name. ${own}`;
    });
    const [left, right] = [new SegmentBuilder(analyzer), new SegmentBuilder(analyzer)];
    texts.forEach((text, number) => {
      left.add(entry(number, text));
      right.add(entry(number, [...texts].reverse()[number]!));
    });
    const [own, other] = [left, right].map((builder, at) => new Segment(uuid(at), builder.toBytes(), analyzer));
    const spelled = (segment: Segment) => Array.from({ length: segment.words.count }, (_, at) => segment.words.at(at));
    expect(new Set(spelled(own!)).size).toBe(own!.words.count);
    expect(spelled(own!).sort()).toEqual(spelled(other!).sort());
    for (let number = 0; number < texts.length; number++) {
      expect(own!.wordsOf(number)).toEqual(other!.wordsOf(texts.length - 1 - number));
      expect(own!.wordsOf(number).slice(0, 200).join(' ')).toBe(
        texts[number]!.slice(0, texts[number]!.indexOf(' shared')),
      );
    }
  });
});
