import { describe, expect, it } from '@jest/globals';
import { NO_MODEL, composeAnswer } from './compose-answer.js';

const passages = [
  { n: 1, title: 'Harbour', text: 'The harbour opens at six. Boats leave at seven. Tea is sold in the kiosk.' },
  { n: 2, title: 'Kiosk', text: 'The kiosk closes at noon. It has no chairs.' },
];
const history = [
  { role: 'user' as const, content: 'Hi! My name is Ada. I keep two cats.' },
  { role: 'assistant' as const, content: 'Nice to meet you. Your name is a fine name.' },
  { role: 'user' as const, content: 'What is my name?' },
];
const answer = (question: string, more: Partial<Parameters<typeof composeAnswer>[0]> = {}) =>
  composeAnswer({ question, passages, history, ...more }).join('');

describe('composeAnswer', () => {
  it('quotes the sentence that answers, with its number', () => {
    expect(answer('When does the kiosk close?')).toMatch(/^“The kiosk closes at noon\.” \[2\]/);
    expect(answer('When do boats leave?')).toBe('“Boats leave at seven.” [1]');
  });

  it('remembers what the user said, not what was asked or answered', () => {
    expect(answer('What did I tell you my name is?')).toBe('You said: “My name is Ada.”');
    expect(answer('How many cats do I keep?')).toBe('You said: “I keep two cats.”');
  });

  it('prefers what was said last', () => {
    const changed = [...history, { role: 'user' as const, content: 'My name is Grace.' }];
    expect(answer('What is my name?', { history: changed })).toBe('You said: “My name is Grace.”');
  });

  it('says plainly that nothing was found, and how to connect a model', () => {
    for (const question of ['Who invented the telephone?', '', '???']) {
      expect(answer(question)).toContain('found nothing');
      expect(answer(question)).toContain(NO_MODEL);
    }
    expect(NO_MODEL).toContain('LLM_API_URL');
  });

  it.each(['Hello!', 'hi', 'Thanks a lot', '你好', 'Goodbye.'])('answers "%s" without quoting', (greeting) => {
    expect(answer(greeting)).not.toMatch(/[“[]|found nothing/);
  });

  it('comes in several pieces when several sentences answer', () => {
    const text = 'Whales sing songs. Whales eat krill. Whales breathe air.';
    const pieces = composeAnswer({
      question: 'Tell me about whales',
      passages: [{ n: 3, title: '', text }],
      history: [],
    });
    expect(pieces).toHaveLength(3);
    expect(pieces.join('')).toBe('“Whales sing songs.” [3] “Whales eat krill.” [3] “Whales breathe air.” [3]');
  });
});
