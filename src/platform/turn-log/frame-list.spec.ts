import { describe, expect, it } from '@jest/globals';
import type { LogFrame } from '../../common/log-frame.js';
import { FrameList } from './frame-list.js';

const LONG = 'y'.repeat(5000);
const dataAt = (seq: number, text: string) => JSON.stringify({ type: 'text-delta', seq, text });
const TEXTS = [' ~alpha', '', 'grüße "you"', '😀', '\n', ' ~alpha', LONG];

function many(count: number, textAt = (seq: number) => TEXTS[seq % TEXTS.length]!): LogFrame[] {
  return Array.from({ length: count }, (_, seq) => ({ seq, data: dataAt(seq, textAt(seq)) }));
}

describe('FrameList', () => {
  for (const [what, frames] of Object.entries({
    'short ones': many(1000, (seq) => TEXTS[seq % 6]!),
    'long ones among them': many(1000),
    'some long ones': many(1000, (seq) => (seq === 70 ? LONG : ' ~bravo')),
    'the same ones': Array.from({ length: 500 }, (_, seq) => ({ seq, data: 'x' })),
    'empty ones': Array.from({ length: 500 }, (_, seq) => ({ seq, data: '' })),
  }))
    it(`gives back what it was given: ${what}`, () => {
      const list = new FrameList(frames.slice(0, 300));
      for (const frame of frames.slice(300)) list.push([frame]);
      expect(list.length).toBe(frames.length);
      for (const [from, to] of [
        [0, 1],
        [0, 64],
        [63, 65],
        [60, 200],
        [0, frames.length],
        [frames.length - 130, frames.length],
        [frames.length - 1, frames.length + 5],
        [frames.length, frames.length + 1],
      ] as const)
        expect(list.slice(from, to)).toEqual(frames.slice(from, to));
      for (const at of [0, 63, 64, 70, frames.length - 1]) expect(list.lengthOf(at)).toBe(frames[at]!.data.length);
    });
});
