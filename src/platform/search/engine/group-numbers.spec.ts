import { describe, expect, it } from '@jest/globals';
import { gramsOf } from '../analysis/grams-of.js';
import { readText } from '../analysis/read-text.js';
import { stemOf } from '../analysis/stem-of.js';
import { GroupNumbers } from './group-numbers.js';
import { Segment } from './segment.js';
import { SegmentBuilder } from './segment-builder.js';
import { readUuid, uuidBytes } from './uuid-bytes.js';

const analyzer = { readText, stemOf, gramsOf };
// As made one after another within a millisecond: they differ in few bits.
const idOf = (number: number) => `01912ab0-c0de-7000-8000-${number.toString(16).padStart(12, '0')}`;

function segmentOf(groups: readonly number[]): Segment {
  const builder = new SegmentBuilder(analyzer);
  for (const group of groups) {
    builder.add({ id: idOf(group + 0x10_0000), group: idOf(group), ordinal: 0, text: 'word' });
  }
  return new Segment(idOf(0xffff_ffff), builder.toBytes(), analyzer);
}

describe('GroupNumbers', () => {
  it('numbers groups in the order they are met, once each, however many', () => {
    const numbers = new GroupNumbers();
    const first = Array.from({ length: 500 }, (_, at) => at * 3);
    const second = Array.from({ length: 900 }, (_, at) => at * 2);
    expect([...numbers.mappingOf(segmentOf(first))]).toEqual(first.map((_, at) => at));
    const mapping = numbers.mappingOf(segmentOf(second));
    const all = [...new Set([...first, ...second])];
    expect([...mapping]).toEqual(second.map((group) => all.indexOf(group)));
    expect(numbers.count).toBe(all.length);
    for (const [number, group] of all.entries()) {
      expect(numbers.idOf(number)).toBe(idOf(group));
      expect([...numbers.bytesOf(number)]).toEqual([...uuidBytes(idOf(group))]);
      expect(numbers.numberOf(idOf(group).toUpperCase())).toBe(number);
    }
    expect(numbers.numberOf(idOf(1))).toBe(-1);
  });

  it('knows no group before a segment is mapped', () => {
    const numbers = new GroupNumbers();
    expect(numbers.numberOf(idOf(0))).toBe(-1);
    expect(() => numbers.idOf(0)).toThrow(RangeError);
    expect(() => numbers.numberOf('no uuid')).toThrow(TypeError);
  });
});

describe('readUuid', () => {
  it('gives back what was written, at any offset', () => {
    const id = '0f1e2d3c-4b5a-7968-8706-f5e4d3c2b1a0';
    const bytes = new Uint8Array(20);
    bytes.set(uuidBytes(id), 3);
    expect(readUuid(bytes, 3)).toBe(id);
  });
});
