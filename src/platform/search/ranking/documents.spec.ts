import { describe, expect, it } from '@jest/globals';
import { readText } from '../analysis/read-text.js';
import { gramsOf } from '../analysis/grams-of.js';
import { stemOf } from '../analysis/stem-of.js';
import { Segment } from '../engine/segment.js';
import { SegmentBuilder } from '../engine/segment-builder.js';
import { SegmentsReader } from '../engine/segments-reader.js';
import { rankDocuments } from './documents.js';

const analyzer = { readText, stemOf, gramsOf };
const uuid = (kind: number, number: number): string =>
  `0190000${kind}-0000-7000-8000-${number.toString().padStart(12, '0')}`;

interface Text {
  text: string;
  title?: string;
}

function readerOf(texts: readonly (string | Text)[]): SegmentsReader {
  const builder = new SegmentBuilder(analyzer);
  texts.forEach((each, number) => {
    const entry = typeof each === 'string' ? { text: each } : each;
    builder.add({ ...entry, id: uuid(1, number), group: uuid(2, number), ordinal: 0 });
  });
  return new SegmentsReader([{ segment: new Segment(uuid(3, 0), builder.toBytes(), analyzer) }]);
}

const rank = (texts: readonly (string | Text)[], query: string): number[] =>
  rankDocuments(readerOf(texts), query, { limit: 10 }).map((hit) => hit.entry);

const filler = ['The kettle is on the stove.', 'A ferry crosses the bay twice a day.', 'Bees sleep in winter.'];

describe('rankDocuments', () => {
  it('finds inflected forms, compounds and misspelt words', () => {
    expect(rank([...filler, 'Beekeepers inspect their hives weekly.'], 'hive inspection')[0]).toBe(3);
    expect(rank([...filler, 'Die Donaudampfschifffahrt begann früh.'], 'Wann begann die Schifffahrt?')[0]).toBe(3);
    expect(rank([...filler, 'Our accommodation was near the harbour.'], 'acommodation')[0]).toBe(3);
    expect(rank([...filler, 'Они жили в старых деревнях.'], 'старая деревня')[0]).toBe(3);
  });

  it('finds a word by its irregular forms, and takes several of them for one word', () => {
    const text = 'A heron flew over the pond and nobody saw where it has flown.';
    expect(rank([...filler, text], 'What flies?')).toEqual([3]);
    const explained = (query: string) => rankDocuments(readerOf([...filler, text]), query, { limit: 1, explain: true });
    expect(explained('flying, flew and flown')[0]?.explain).toEqual(explained('flying')[0]?.explain);
  });

  it('finds text without spaces between words', () => {
    expect(rank([...filler, '图书馆在河的北边。', '学校在山上。'], '图书馆在哪里？')[0]).toBe(3);
    expect(rank([...filler, 'ห้องสมุดอยู่ทางเหนือของแม่น้ำ'], 'ห้องสมุดอยู่ที่ไหน')[0]).toBe(3);
  });

  it('finds an identifier whole and by its parts', () => {
    const texts = [
      ...filler,
      'The call fails with ERR_LOCK-12 at night.',
      'Lock the door, 12 steps, err on the safe side.',
    ];
    expect(rank(texts, 'ERR_LOCK-12')[0]).toBe(3);
    expect(rank(texts, 'errlock12')[0]).toBe(3);
  });

  it('prefers one sentence that has the answer to words scattered over many', () => {
    const together =
      'Snow fell all week. The engineer of that bridge was born in Tromso. Trains ran late. Tea was scarce.';
    const apart = 'The bridge was closed. An engineer came. The heir was born. Bridge tolls rose. Tea was scarce.';
    expect(rank([apart, together, ...filler], 'Where was the bridge engineer born?')[0]).toBe(1);
  });

  it('prefers neighbouring words in the order of the question', () => {
    const texts = ['A house with a boat near water.', 'A boat house with a garden near water.', ...filler];
    expect(rank(texts, 'boat house near water')[0]).toBe(1);
  });

  it('counts the title as evidence', () => {
    const texts: (string | Text)[] = [
      { text: 'Turn the valve clockwise until it stops.', title: 'Cleaning the oven' },
      { text: 'Turn the valve clockwise until it stops.', title: 'Closing the boiler' },
      ...filler,
    ];
    expect(rank(texts, 'which way to turn the boiler valve')[0]).toBe(1);
  });

  it('searches only the groups asked for', () => {
    const reader = readerOf(['red kite', 'red lamp', 'red door']);
    const found = (groups: string[]): number[] =>
      rankDocuments(reader, 'red', { limit: 10, groups }).map((hit) => hit.entry);
    expect(found([uuid(2, 1)])).toEqual([1]);
    expect(found([])).toEqual([]);
  });

  it('explains each score as a sum', () => {
    const [hit] = rankDocuments(readerOf([...filler, 'The night ferry leaves at ten.']), 'night ferry', {
      limit: 1,
      explain: true,
    });
    const parts = hit?.explain ?? {};
    expect(Object.keys(parts)).toEqual(['stems', 'grams', 'sentence', 'coverage', 'pairs', 'title']);
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(hit?.score ?? -1, 5);
  });

  it('gives nothing for nothing, and all of what it is given when everything is a stop word', () => {
    expect(rank(filler, ' ?! ')).toEqual([]);
    expect(rankDocuments(readerOf(filler), 'kettle', { limit: 0 })).toEqual([]);
    expect(rank([...filler, 'To be or not to be.'], 'to be or not to be')[0]).toBe(3);
    expect(rank([], 'anything')).toEqual([]);
  });

  it('takes a page pasted as a query and more candidates than it reads closely', () => {
    const texts = Array.from({ length: 130 }, (_, number) => `Item ${number} of the shelf, ${filler[number % 3]}`);
    expect(rankDocuments(readerOf(texts), 'shelf', { limit: 125 })).toHaveLength(125);
    expect(rank(texts, `${'zebra quagga '.repeat(300)} ${texts.join(' ')}`).length).toBe(10);
  });
});
