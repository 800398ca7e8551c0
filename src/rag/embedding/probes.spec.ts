import { describe, expect, it } from '@jest/globals';
import { probesOf } from './probes.js';
import { trustOf } from './vector-quality.js';

const words = (n: number) => Array.from({ length: n }, (_, i) => `word${i}`).join(' ');

describe('probesOf', () => {
  it('takes a few running words of each chunk, the same ones each time', () => {
    const chunks = Array.from({ length: 100 }, (_, i) => ({ id: `c${i}`, text: words(40 + i) }));
    const probes = probesOf(chunks, 48);
    expect(probes).toHaveLength(48);
    expect(probesOf(chunks, 48)).toEqual(probes);
    for (const { id, text } of probes) {
      expect(text.split(' ')).toHaveLength(8);
      expect(chunks.find((chunk) => chunk.id === id)!.text).toContain(text);
    }
    expect(new Set(probes.map(({ text }) => text)).size).toBeGreaterThan(10);
  });

  it('takes characters where words do not stand apart, and passes over what is too short', () => {
    const text = '灯塔的灯每九秒转一圈。它建于一八五四年，由同一个家族看守至今，每逢星期日向游客开放。';
    const [probe] = probesOf([{ id: 'zh', text }], 48);
    expect(probe!.text).toHaveLength(14);
    expect(text).toContain(probe!.text);
    expect(probesOf([{ id: 'short', text: 'Two words' }], 48)).toEqual([]);
  });
});

describe('trustOf', () => {
  it('is nothing for luck and for a bag of words, all for meaning', () => {
    const meaning = 0.8;
    expect(trustOf({ probes: 48, hits: 1, chunks: 500, meaning })).toBe(0);
    expect(trustOf({ probes: 48, hits: 30, chunks: 500, meaning })).toBe(0);
    expect(trustOf({ probes: 48, hits: 40, chunks: 500, meaning })).toBeGreaterThan(0.4);
    expect(trustOf({ probes: 48, hits: 46, chunks: 500, meaning })).toBe(1);
    expect(trustOf({ probes: 2, hits: 1, chunks: 2, meaning })).toBe(0);
    expect(trustOf({ probes: 0, hits: 0, chunks: 0, meaning: 0 })).toBe(0);
  });

  it('is no more than what they know beyond letters', () => {
    const found = { probes: 48, hits: 48, chunks: 500 };
    expect(trustOf({ ...found, meaning: 0.1 })).toBe(0);
    expect(trustOf({ ...found, meaning: 0.4 })).toBeCloseTo(0.5);
    expect(trustOf({ ...found, meaning: 0.9 })).toBe(1);
  });
});
