import { describe, expect, it } from '@jest/globals';
import { gramsOf } from '../analysis/grams-of.js';
import { readText } from '../analysis/read-text.js';
import { stemOf } from '../analysis/stem-of.js';
import { PackedSections } from './packed-sections.js';
import { Segment } from './segment.js';
import { SegmentBuilder } from './segment-builder.js';
import { SMALL_VOCABULARY } from './segment-format.js';
import { tableKey } from './string-table.js';

const analyzer = { readText, stemOf, gramsOf };
const uuid = (number: number) => `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
const letters = (number: number) =>
  number.toString(26).replace(/./g, (digit) => String.fromCharCode(97 + parseInt(digit, 26)));

/** Keys of every word, turned round in the plainest way. */
function listsOf(words: readonly string[], keysOf: (word: string) => readonly string[]): Map<string, number[]> {
  const lists = new Map<string, number[]>();
  words.forEach((word, number) => {
    for (const key of new Set(keysOf(word))) lists.set(key, [...(lists.get(key) ?? []), number]);
  });
  return lists;
}

function segmentOf(entries: number, words: number) {
  const builder = new SegmentBuilder(analyzer);
  for (let entry = 0; entry < entries; entry++) {
    const own = Array.from({ length: Math.ceil(words / entries) }, (_, at) => `${letters(entry + at * entries)}ing`);
    builder.add({ id: uuid(entry), group: uuid(0), ordinal: entries - entry, text: own.join(' ') });
  }
  const bytes = builder.toBytes();
  const packed = new PackedSections(bytes);
  const has = (name: 'stemOffsets' | 'gramOffsets') => packed.intsOf(name).length > 0;
  return { segment: new Segment(uuid(1), bytes, analyzer), stored: [has('stemOffsets'), has('gramOffsets')] };
}

describe('the words of a segment by stem and by gram', () => {
  it.each([
    ['few words', 100, SMALL_VOCABULARY - 200, [false, false]],
    ['many words', 100, SMALL_VOCABULARY + 1000, [true, true]],
  ])('are the same whether they are stored or made when asked: %s', (_, entries, words, expected) => {
    const { segment, stored } = segmentOf(entries, words);
    expect(stored).toEqual(expected);
    const own = Array.from({ length: segment.words.count }, (_, word) => segment.words.at(word));
    const byGram = listsOf(own, gramsOf);
    const byStem = listsOf(own, (word) => [stemOf(word)]);
    expect(byGram.size).toBeGreaterThan(500);
    for (const [gram, list] of byGram) {
      const found = segment.wordsOfGram(tableKey(gram));
      expect(found.words()).toEqual(list);
      expect(segment.costOfGram(tableKey(gram))).toBe(segment.listOf(list).cost);
    }
    for (const [stem, list] of byStem) expect(segment.wordsOfStem(tableKey(stem)).words()).toEqual(list);
    expect(segment.wordsOfGram(tableKey('zzzz')).count).toBe(0);
    expect(segment.costOfGram(tableKey('zzzz'))).toBe(0);
  });
});
