import { describe, expect, it } from '@jest/globals';
import { forgetInPrompt } from './forget-in-prompt.js';
import { systemText } from './render-prompt.js';

const memory = (n: number, content: string) => ({ id: `id${n}`, n, content, score: 1 });
const parts = {
  system: 'You are kind.\n\n[m2] is how memories are numbered.',
  instructions: [memory(1, 'Be brief')],
  facts: [memory(2, 'The user lives\n in Bergen'), memory(3, 'The user sails')],
  summary: 'They spoke\n\nof $& boats.',
  episodes: [memory(4, 'The user sails')],
  passages: [{ n: 1, chunkId: 'c', title: 'Boats', text: '[m3] The user sails', start: 0, score: 1 }],
};

describe('forgetInPrompt', () => {
  it('gives what was written where nothing is forgotten', () => {
    expect(forgetInPrompt(systemText(parts), [])).toBe(systemText(parts));
  });

  it('takes out the lines, as they were written, and leaves the other numbers', () => {
    const facts = [memory(3, 'The user sails')];
    expect(forgetInPrompt(systemText(parts), ['The user lives\n in Bergen'])).toBe(systemText({ ...parts, facts }));
  });

  it('takes a layer of which nothing stays with its heading, and touches no passage', () => {
    const facts = [memory(2, 'The user lives\n in Bergen')];
    const rest = systemText({ ...parts, facts, episodes: [] });
    expect(forgetInPrompt(systemText(parts), ['The user sails'])).toBe(rest);
  });

  it('takes the summary whole', () => {
    const rest = systemText({ ...parts, summary: undefined });
    expect(forgetInPrompt(systemText(parts), [], parts.summary)).toBe(rest);
  });
});
