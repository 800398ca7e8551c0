import { describe, expect, it } from '@jest/globals';
import { gramsOf } from '../analysis/grams-of.js';
import { stemOf } from '../analysis/stem-of.js';
import { GRAMS, STEMS } from './class-tables.js';
import { tableOfStrings } from './string-pool.js';
import { StringTable, tableKey } from './string-table.js';
import { UnstoredWordLists } from './unstored-word-lists.js';

const analyzer = { readText: () => 0, stemOf, gramsOf };

function listsOf(words: readonly string[], kind = GRAMS): UnstoredWordLists {
  const table = new StringTable(tableOfStrings(words));
  return new UnstoredWordLists({ words: table, analyzer, costOf: (word) => word + 1 }, kind);
}

describe('word lists that are not stored', () => {
  it('give the same before and after a table is made of them', () => {
    const words = ['running', 'runs', 'walk', 'walks', 'straße', 'run', 'x'];
    const [grams, stems] = [listsOf(words), listsOf(words, STEMS)];
    for (let round = 0; round < 300; round++) {
      expect(grams.find(tableKey('_run'))?.words()).toEqual([0, 1, 5]);
      expect(grams.find(tableKey('_run'))).toMatchObject({ count: 3, cost: 9 });
      expect(grams.costOf(tableKey('walk'))).toBe(7);
      expect(grams.costOf(tableKey('none'))).toBe(0);
      expect(grams.find(tableKey('none'))).toBeUndefined();
      expect(stems.find(tableKey('run'))?.words()).toEqual([0, 1, 5]);
      expect(stems.find(tableKey('walk'))?.words()).toEqual([2, 3]);
    }
  });

  it('do not take one key for another of the same hash', () => {
    // Words that are their own stems.
    const [one, other] = ['3272862281', '3895216799'];
    expect(tableKey(one).hash).toBe(tableKey(other).hash);
    const lists = listsOf(['first', one, 'last'], STEMS);
    expect(lists.find(tableKey(one))?.words()).toEqual([1]);
    expect(lists.find(tableKey(other))).toBeUndefined();
    expect(lists.costOf(tableKey(other))).toBe(0);
  });
});
