import { describe, expect, it } from '@jest/globals';
import { readText } from '../analysis/read-text.js';
import { gramsOf } from '../analysis/grams-of.js';
import { stemOf } from '../analysis/stem-of.js';
import type { IndexEntry } from '../search-types.js';
import { GroupNumbers } from './group-numbers.js';
import { rankPlain } from './plain-ranking.js';
import { Segment } from './segment.js';
import { SegmentBuilder } from './segment-builder.js';
import { type MaskedSegment, mergeSegments } from './segment-merge.js';
import { tableKey } from './string-table.js';
import { SegmentsReader } from './segments-reader.js';

const analyzer = { readText, stemOf, gramsOf };
const uuid = (kind: number, number: number) =>
  `0190${kind.toString(16).padStart(4, '0')}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
const entry = (number: number, group: number, ordinal: number, text: string, more: Partial<IndexEntry> = {}) => ({
  id: uuid(1, number),
  group: uuid(2, group),
  ordinal,
  text,
  ...more,
});

function segmentOf(id: number, entries: IndexEntry[]): Segment {
  const builder = new SegmentBuilder(analyzer);
  for (const each of entries) builder.add(each);
  return new Segment(uuid(3, id), builder.toBytes(), analyzer);
}

const garden = [
  entry(1, 1, 0, 'Tomatoes need sun. They are watered every morning, says the gardener.', {
    name: 'Ada',
    role: 'user',
  }),
  entry(2, 1, 1, 'How often do you water roses?', { createdAt: 1_700_000_000_000 }),
  entry(3, 1, 2, 'Roses: twice a week. Watering more often rots roses and their roots.'),
];
const travel = [
  entry(4, 2, 1, 'The night train leaves at 21:40 from platform 7.', { title: 'Trip to Oslo' }),
  entry(5, 2, 0, 'We booked a cabin in the mountains near Oslo.', { title: 'Trip to Oslo' }),
];

const ids = (reader: SegmentsReader, stems: string[], groups?: string[]) =>
  rankPlain(reader, stems, { limit: 10, groups }).map((hit) => reader.idOf(hit.entry));

describe('SegmentsReader', () => {
  const segments: MaskedSegment[] = [{ segment: segmentOf(1, garden) }, { segment: segmentOf(2, travel) }];
  const reader = new SegmentsReader(segments);

  it('keeps the columns and sorts a group by ordinal', () => {
    const group = reader.groupNumber(uuid(2, 2));
    expect([...reader.entriesOf(group)].map((each) => reader.idOf(each))).toEqual([uuid(1, 5), uuid(1, 4)]);
    const first = reader.entryAt(reader.groupNumber(uuid(2, 1)), 0);
    expect([reader.nameOf(first), reader.roleOf(first), reader.ordinalOf(first)]).toEqual(['Ada', 'user', 0]);
    const question = reader.entryAt(reader.groupNumber(uuid(2, 1)), 1);
    expect([reader.flagsOf(question), reader.createdAtOf(question)]).toEqual([5, 1_700_000_000_000]);
    expect(reader.entryAt(group, 2)).toBe(-1);
  });

  it('scores a stem class as one word with the formula of BM25', () => {
    const terms = reader.stemClass(stemOf('water'));
    expect(terms.wordCount).toBe(3);
    const scores = reader.newScores();
    expect(reader.accumulate(terms, 1, scores)).toBe(3);
    const idf = Math.log(1 + (5 - 3 + 0.5) / (3 + 0.5));
    const first = reader.entryAt(reader.groupNumber(uuid(2, 1)), 0);
    const norm = 1.2 * (0.25 + (0.75 * reader.lengthOf(first)) / reader.averageLength);
    expect(scores[first]).toBeCloseTo((idf * 2.2) / (1 + norm), 5);
  });

  it('finds words by a gram inside them and by the title', () => {
    const grams = gramsOf('mountain');
    expect(grams.length).toBeGreaterThan(0);
    expect(reader.documentFrequency(reader.gramClass(grams[1]!))).toBe(1);
    expect(ids(reader, [stemOf('trip')])).toHaveLength(2);
    expect(grams.map((gram) => reader.gramCost(gram))).toEqual(grams.map((gram) => reader.gramClass(gram).cost));
    expect(reader.gramCost('qqqq')).toBe(0);
  });

  it('takes over from the reader before it what did not change, and that reader goes on', () => {
    const numbers = new GroupNumbers();
    const group = uuid(2, 1);
    const more: MaskedSegment = { segment: segmentOf(3, [entry(6, 1, 3, 'And the lawn?'), entry(7, 3, 0, 'Rain.')]) };
    const masked: MaskedSegment = { segment: segments[0]!.segment, deleted: Uint8Array.from([0, 1, 0]) };
    const told = (each: SegmentsReader) => {
      const number = each.groupNumber(group);
      const own = [...each.entriesOf(number)].map((at) => [each.idOf(at), each.entryBeside(at, 1), at]);
      return [own, each.groupLengthOf(number), each.liveGroupCount, each.liveCount];
    };
    let previous: SegmentsReader | undefined;
    const lists = [segments, [...segments, more], [segments[0]!, more], [masked, ...segments.slice(1), more], [masked]];
    for (const list of lists) {
      const next = new SegmentsReader(list, numbers, previous);
      const before = previous && told(previous);
      expect(told(next)).toEqual(told(new SegmentsReader(list)));
      if (previous) expect(told(previous)).toEqual(before);
      previous = next;
    }
  });

  it('remembers the words of a stem while the index grows', () => {
    const old = segmentOf(1, garden);
    const before = old.wordsOfStem(tableKey(stemOf('water')));
    expect(old.wordsOfStem(tableKey(stemOf('water')))).toBe(before);
    const grown = new SegmentsReader([{ segment: old }, { segment: segmentOf(2, travel) }]);
    expect(grown.stemClass(stemOf('water')).wordCount).toBe(before.count);
    expect(grown.stemClass('nowhere').wordCount).toBe(0);
  });

  it('shows where classes occur in a title', () => {
    const cabin = reader.entryAt(reader.groupNumber(uuid(2, 2)), 0);
    const found = reader.matcher([reader.stemClass('oslo'), reader.wordClass(['trip'])]).matchTitle(cabin);
    expect(found.count).toBe(2);
    expect([...found.terms.subarray(0, 2)]).toEqual([1, 0]);
    expect([...found.positions.subarray(0, 2)]).toEqual([0, 2]);
  });

  it('shows where classes occur, with positions and sentences', () => {
    const third = reader.entryAt(reader.groupNumber(uuid(2, 1)), 2);
    const found = reader.matcher([reader.stemClass('rose'), reader.wordClass(['roots', 'roses'])]).match(third);
    expect(found.sentenceCount).toBeGreaterThanOrEqual(2);
    expect([...found.terms.subarray(0, found.count)]).toEqual([0, 1, 0, 1, 1]);
    const positions = [...found.positions.subarray(0, found.count)];
    expect(positions[0]).toBe(0);
    expect(positions[2]).toBe(positions[3]);
    expect(positions[4]! - positions[3]!).toBe(3);
    expect(found.sentences[4]).toBe(found.sentenceCount - 1);
    expect(reader.wordsOf(third).slice(0, 2)).toEqual(['roses', 'twice']);
  });

  it('scores groups as one text each and keeps to the groups asked for', () => {
    const scores = reader.newGroupScores();
    expect(reader.accumulateGroups(reader.stemClass(stemOf('oslo')), 1, scores)).toBe(1);
    expect(scores[reader.groupNumber(uuid(2, 2))]).toBeGreaterThan(0);
    expect(ids(reader, ['rose', 'oslo'], [uuid(2, 2)]).every((id) => [uuid(1, 4), uuid(1, 5)].includes(id))).toBe(true);
    expect(ids(reader, ['rose'], [])).toEqual([]);
  });

  it('merges to the same scores, and a deleted entry leaves no word behind', () => {
    const masked = [{ segment: segments[0]!.segment, deleted: Uint8Array.of(0, 0, 1) }, segments[1]!];
    const before = new SegmentsReader(masked);
    const merged = new Segment(uuid(3, 9), mergeSegments(masked, analyzer)!, analyzer);
    const after = new SegmentsReader([{ segment: merged }]);
    const query = ['water', 'train', 'oslo', 'often'].map(stemOf);
    const view = (each: SegmentsReader) =>
      rankPlain(each, query, { limit: 9 }).map((hit) => [each.idOf(hit.entry), hit.score]);
    expect(view(before).length).toBe(4);
    expect(view(after)).toEqual(view(before));
    expect(after.averageLength).toBe(before.averageLength);
    expect(merged.words.find(tableKey('roots'))).toBe(-1);
    expect(merged.words.find(tableKey('roses'))).toBeGreaterThanOrEqual(0);
  });

  it('is empty without segments', () => {
    const empty = new SegmentsReader([]);
    expect(ids(empty, ['rose'])).toEqual([]);
    expect([empty.size, empty.averageLength, empty.liveGroupCount]).toEqual([0, 1, 0]);
  });
});
