import { describe, expect, it } from '@jest/globals';
import { estimateTokens } from '../../common/token-estimate.js';
import { selectSentences } from './select-sentences.js';

const conversation = [
  { role: 'user', content: 'We are planning a rowing trip on the river Tisza in July.' },
  {
    role: 'assistant',
    content: 'A rowing trip on the Tisza needs a permit from the water authority. There is more. And more.',
  },
  { role: 'user', content: 'Ok.' },
  { role: 'user', content: 'The rowing boats are rented from Mr. Kovács for 120 euros a day.' },
  { role: 'tool', content: 'The tool says something about a rowing trip on the river Tisza.' },
];

describe('selectSentences', () => {
  it('keeps what the conversation is about, in its order, by speaker', () => {
    expect(selectSentences(undefined, conversation, 200).split('\n')).toEqual([
      'User: We are planning a rowing trip on the river Tisza in July.',
      'Assistant: A rowing trip on the Tisza needs a permit from the water authority.',
      'User: The rowing boats are rented from Mr. Kovács for 120 euros a day.',
    ]);
  });

  it('stays within its budget, an earlier summary included', () => {
    const earlier = Array.from({ length: 30 }, (_, i) => `User: Earlier point ${i} about harbour ${i}.`).join('\n');
    for (const budget of [0, 20, 60, 120]) {
      expect(estimateTokens(selectSentences(earlier, conversation, budget))).toBeLessThanOrEqual(budget);
    }
  });

  it('carries an earlier summary on', () => {
    const earlier = 'User: The whole trip must cost less than 900 euros.';
    expect(selectSentences(earlier, conversation, 300)).toContain('less than 900 euros');
  });

  it('is empty where nothing is said', () => expect(selectSentences(undefined, [], 100)).toBe(''));
});
