import { describe, expect, it } from '@jest/globals';
import { measureStyle } from './measure-style.js';

describe('measuring how a text is written', () => {
  it('counts words and sentences', () => {
    expect(measureStyle('The cat sat. It slept!')).toMatchObject({ words: 5, sentences: 2, hedges: 0 });
    expect(measureStyle('One line\n\nand another')).toMatchObject({ words: 4, sentences: 2 });
    expect(measureStyle('Version 2.0 is out.')).toMatchObject({ sentences: 1 });
    expect(measureStyle('猫が座った。眠った。')).toMatchObject({ sentences: 2 });
    expect(measureStyle('')).toEqual({ words: 0, sentences: 0, readingEase: 100, hedges: 0, formality: 50 });
    expect(measureStyle('```\nall code\n```').words).toBe(0);
  });

  it('tells easy from hard', () => {
    const easy = measureStyle('The dog ran to the big red barn. It was hot. We sat in the sun.');
    const hard = measureStyle(
      'Notwithstanding considerable methodological heterogeneity, interdisciplinary investigations demonstrate significant correlations.',
    );
    expect(easy.readingEase).toBeGreaterThan(90);
    expect(hard.readingEase).toBeLessThan(10);
  });

  it('tells chatty from formal, and sure from hedged', () => {
    const chatty = measureStyle("Hey, that's pretty cool! You're gonna love this stuff!");
    const formal = measureStyle('Furthermore, the committee shall consequently consider the recommendation.');
    expect(chatty.formality).toBeLessThan(20);
    expect(formal.formality).toBeGreaterThan(80);
    expect(measureStyle('It might possibly rain, I think.').hedges).toBeGreaterThan(300);
  });

  it('judges long texts by their beginning', () => {
    expect(measureStyle('It is so. '.repeat(1000))).toMatchObject({ words: 3000, sentences: 1000 });
    for (const piece of ['word ', '`', 'aaaa', '!', "a'", 'it might be. ', '\n']) {
      expect(measureStyle(piece.repeat(1_000_000)).readingEase).toBeLessThanOrEqual(100);
    }
  });
});
