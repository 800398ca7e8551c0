import { describe, expect, it } from '@jest/globals';
import { gramsOf } from '../analysis/grams-of.js';
import { stemOf } from '../analysis/stem-of.js';
import { tableKey } from './string-table.js';
import { buildWordLists, turnRound, WordLists } from './word-lists.js';
import { borrowMemory, giveBack } from './word-memory.js';

const ANALYZER = {
  readText: () => 0,
  stemOf,
  gramsOf,
};
const ENDINGS = ['', 's', 'ing', 'ed', 'er', 'lich', 'ями', 'nana'];
const wordsFrom = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `w${(from + (i >> 3)).toString(36).replace(/\d/g, 'x')}${ENDINGS[i % 8]}`);

/** Keys of every word, turned round without numbers. */
function listsOf(words: readonly string[], keysOf: (word: string) => readonly string[]): Map<string, number[]> {
  const lists = new Map<string, number[]>();
  words.forEach((word, number) => {
    for (const key of new Set(keysOf(word))) {
      const list = lists.get(key);
      if (list) list.push(number);
      else lists.set(key, [number]);
    }
  });
  return lists;
}

describe('word lists', () => {
  it.each([
    ['few', 0, 400],
    ['others, after those', 20, 400],
    ['more than are remembered', 100, 45_000],
    ['the first again', 0, 400],
  ])('hold for every stem and gram the words that have it: %s', (_, from, count) => {
    const words = [...new Set(wordsFrom(from, count))];
    const costs = words.map((_word, number) => number % 7);
    const memory = borrowMemory(ANALYZER);
    const { pool } = memory;
    const numbers = Uint32Array.from(words, (word) => memory.numberOf(word));
    const sides = [
      { keys: memory.gramsOf(numbers), keysOf: gramsOf },
      { keys: memory.stemsOf(numbers), keysOf: (word: string) => [stemOf(word)] },
    ];
    for (const { keys, keysOf } of sides) {
      const expected = listsOf(words, keysOf);
      const lists = new WordLists(buildWordLists(turnRound(keys, memory), costs, pool));
      const wrong = [...expected].filter(([key, own]) => {
        const found = lists.find(tableKey(key));
        const cost = own.reduce((sum, word) => sum + costs[word]!, 0);
        if (lists.costOf(tableKey(key)) !== cost) return true;
        return found?.count !== own.length || found.cost !== cost || found.words().join() !== own.join();
      });
      expect(wrong).toEqual([]);
      expect(lists.costOf(tableKey('not there'))).toBe(0);
    }
    const stems = turnRound(sides[1]!.keys, memory);
    const kept = buildWordLists(stems, costs, pool, (key, own) => own === 1 && pool.strings[key]!.length > 4);
    expect(kept.listOffsets.length).toBeLessThanOrEqual(words.length + 1);
    giveBack(memory, ANALYZER);
  });
});
