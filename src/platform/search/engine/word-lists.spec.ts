import { describe, expect, it } from '@jest/globals';
import { gramsOf } from '../analysis/grams-of.js';
import { stemOf } from '../analysis/stem-of.js';
import { tableKey } from './string-table.js';
import { keysOfWords } from './keys-of-words.js';
import { buildWordLists, collectWordLists, turnRound, WordLists } from './word-lists.js';

const ANALYZER = {
  readText: () => 0,
  stemOf,
  gramsOf,
};
const ENDINGS = ['', 's', 'ing', 'ed', 'er', 'lich', 'ями', 'nana'];
const wordsFrom = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `w${(from + (i >> 3)).toString(36).replace(/\d/g, 'x')}${ENDINGS[i % 8]}`);

describe('word lists', () => {
  it.each([
    ['few', 0, 400],
    ['others, after those', 20, 400],
    ['more than are remembered', 100, 45_000],
    ['the first again', 0, 400],
  ])('hold for every stem and gram the words that have it: %s', (_, from, count) => {
    const words = [...new Set(wordsFrom(from, count))];
    const costs = words.map((_word, number) => number % 7);
    const sides = [
      { keys: keysOfWords(words, 'gram', ANALYZER), keysOf: gramsOf },
      { keys: keysOfWords(words, 'stem', ANALYZER), keysOf: (word: string) => [stemOf(word)] },
    ];
    for (const { keys, keysOf } of sides) {
      const expected = collectWordLists(words.length, (word) => keysOf(words[word]!));
      const lists = new WordLists(buildWordLists(turnRound(keys), costs));
      const wrong = [...expected].filter(([key, own]) => {
        const found = lists.find(tableKey(key));
        const cost = own.reduce((sum, word) => sum + costs[word]!, 0);
        if (lists.costOf(tableKey(key)) !== cost) return true;
        return found?.count !== own.length || found.cost !== cost || found.words().join() !== own.join();
      });
      expect(wrong).toEqual([]);
      expect(lists.costOf(tableKey('not there'))).toBe(0);
    }
    const kept = buildWordLists(turnRound(sides[1]!.keys), costs, (key, own) => own === 1 && key.length > 4);
    expect(kept.listOffsets.length).toBeLessThanOrEqual(words.length + 1);
  });
});
