import { describe, expect, it } from '@jest/globals';
import { readText } from '../analysis/read-text.js';
import { gramsOf } from '../analysis/grams-of.js';
import { stemOf } from '../analysis/stem-of.js';
import { Segment } from '../engine/segment.js';
import { SegmentBuilder } from '../engine/segment-builder.js';
import type { DeletionRow } from '../storage/segment-store.js';
import { planMerge } from './merge-plan.js';
import { mergeRound, nextId, statesOf } from './merge-round.js';
import { deletedMask } from './open-index.js';

const analyzer = { readText, stemOf, gramsOf };
const uuid = (kind: number, number: number) =>
  `0190${kind.toString(16).padStart(4, '0')}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
const segmentId = (number: number) => uuid(3, number * 16);

function segmentOf(id: number, texts: Record<number, string>): Segment {
  const builder = new SegmentBuilder(analyzer);
  for (const [entry, text] of Object.entries(texts)) {
    builder.add({ id: uuid(1, Number(entry)), group: uuid(2, Number(entry)), ordinal: 0, text });
  }
  return new Segment(segmentId(id), builder.toBytes(), analyzer);
}

function round(segments: Segment[], deletions: DeletionRow[], purge = false, settledBefore = '') {
  const masked = segments.map((segment) => ({ segment, deleted: deletedMask(segment, deletions) }));
  const opened = { deletions, masked };
  return mergeRound(opened, planMerge(statesOf(opened), purge), settledBefore, analyzer);
}

const deletion = (entry: number, beforeSegment: number, createdAt = '5'): DeletionRow => ({
  target: uuid(1, entry),
  before: segmentId(beforeSegment),
  createdAt,
});

describe('mergeRound', () => {
  const small = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => segmentOf(from + i, { [from + i]: `word${from + i}` }));
  const large = (id: number) =>
    segmentOf(id, Object.fromEntries(Array.from({ length: 100 }, (_, i) => [1000 + i, `text ${i}`])));

  it('waits for eight segments of a tier, and then leaves the larger ones alone', () => {
    expect(round([large(1), ...small(2, 7)], [])).toBeUndefined();
    const merged = round([large(1), ...small(2, 8)], []);
    expect(merged?.removed).toHaveLength(8);
    expect(merged?.added).toMatchObject({ id: nextId(segmentId(2)), entries: 8 });
  });

  it('does not let a deletion that stays hide what was indexed again after it', () => {
    // Entry 1050: in the large segment 5, deleted, indexed again in segment 9; the merge starts at the older segment 2.
    const again = segmentOf(9, { 1050: 'written anew' });
    const segments = [...small(2, 3), large(5), ...small(10, 4), again].sort((a, b) => (a.id < b.id ? -1 : 1));
    const gone = deletion(1050, 8);
    const merged = round(segments, [gone])!;
    expect(merged.settled).toEqual([gone]);
    expect(merged.removed).toContain(segmentId(5));
    const result = new Segment(merged.added!.id, merged.added!.data, analyzer);
    const [kept, ...others] = result.entriesOfTarget(uuid(1, 1050));
    expect(others).toEqual([]);
    expect(result.wordsOf(kept!)).toEqual(['written', 'anew']);
    expect(merged.added!.entries).toBe(result.size);
  });

  it('keeps a deletion until it has settled and hides nothing any more', () => {
    const segments = small(2, 2);
    expect(round(segments, [deletion(77, 9)])).toBeUndefined();
    expect(round(segments, [deletion(77, 9)], false, '6')).toMatchObject({ removed: [], settled: [deletion(77, 9)] });
    const purged = round(segments, [deletion(2, 9)], true)!;
    expect(purged).toEqual({ added: undefined, removed: [segmentId(2)], settled: [] });
  });
});
