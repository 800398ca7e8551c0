import { describe, expect, it } from '@jest/globals';
import { distanceTo, targetOf } from './style-target.js';
import { BUILT_IN_TONES } from './tone.js';

describe('what a tone asks for', () => {
  it('is read from words and numbers, and is nothing where they say nothing', () => {
    expect(targetOf({ formality: 'high', length: 'short', hedging: 'none', reading_level: 8 })).toEqual({
      formality: 75,
      words: 60,
      hedges: 5,
      reading_ease: 65,
    });
    expect(targetOf({ formality: 0.1, length: 200, hedging: 0.5, reading_level: 'easy, for all' })).toEqual({
      formality: 10,
      words: 200,
      hedges: 25,
      reading_ease: 75,
    });
    expect(targetOf({ formality: 'like a sailor', length: null, rules: ['Sing.'] })).toEqual({});
  });

  it('is told apart for the tones that are built in', () => {
    const targets = new Map(BUILT_IN_TONES.map(({ name, definition }) => [name, targetOf(definition)]));
    expect(targets.get('formal')).toEqual({ formality: 75 });
    expect(targets.get('friendly')).toEqual({ formality: 25 });
    expect(targets.get('concise')).toEqual({ words: 60 });
    expect(targets.get('plain-language')).toEqual({ reading_ease: 75 });
  });

  it('is a distance from 0 to 1', () => {
    const means = { words: 60, reading_ease: 65, hedges: 5, formality: 75 };
    expect(distanceTo(means, means)).toBe(0);
    expect(distanceTo({}, means)).toBeUndefined();
    expect(distanceTo({ formality: 25 }, means)).toBe(0.5);
    expect(distanceTo({ words: 120 }, means)).toBe(0.5);
    expect(distanceTo({ words: 1 }, { ...means, words: 100_000 })).toBe(1);
    expect(distanceTo({ formality: 75, words: 120 }, means)).toBe(0.25);
  });
});
