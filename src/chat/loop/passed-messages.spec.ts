import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ChatMessage } from '../../platform/llm/chat-request.js';
import { passedOn, tokensOfMessages } from './passed-messages.js';

const user = (content: ChatMessage['content']): ChatMessage => ({ role: 'user', content });
const assistant = (content: string): ChatMessage => ({ role: 'assistant', content });
const result = (toolCallId: string, content: string): ChatMessage => ({ role: 'tool', content, toolCallId });
const calls: ChatMessage = {
  ...assistant('Let me see.'),
  toolCalls: ['a', 'b'].map((id) => ({ id, name: 'look', arguments: '{"q":"x"}' })),
};
const sent = [
  { role: 'system' as const, content: 'You greet.' },
  user('old'),
  assistant('older'),
  user('question'),
  calls,
  result('a', 'found'),
  result('b', 'passed'),
];
const [, ...unchanged] = sent;
const next = { system: 'You count.' };
const system = { role: 'system', content: 'You count.' };

describe('messages that are passed on', () => {
  it('have another beginning, and the history of the next prompt', () => {
    expect(passedOn(sent, { ...next, history: [user('new')] })).toEqual([system, user('new'), ...sent.slice(3)]);
    expect(passedOn(sent, { ...next, history: [] })).toEqual([system, ...sent.slice(3)]);
  });

  it('stay as they are but for that where an earlier version laid them aside', () => {
    expect(passedOn(sent, next)).toEqual([system, ...unchanged]);
  });

  it('have the files of the question cut, and keep what stands after it and its images', () => {
    const question = { was: 'file: long\nWhy?', is: 'file: l\nWhy?' };
    const at = (content: ChatMessage['content']) =>
      passedOn([sent[0]!, user(content), calls], { ...next, question })[1]!.content;
    expect(at('file: long\nWhy?\n\n---\nStep 1')).toBe('file: l\nWhy?\n\n---\nStep 1');
    const image = { type: 'image_url' as const, imageUrl: { url: 'data:,' } };
    const task = { type: 'text' as const, text: 'Step 1' };
    expect(at([{ type: 'text', text: question.was }, image, task])).toEqual([
      { type: 'text', text: question.is },
      image,
      task,
    ]);
    expect(at('Something else')).toBe('Something else');
  });

  it('lose the oldest first, then the ends of results, the longest first', () => {
    const whole = [...sent.slice(0, 5), result('a', 'found '.repeat(400)), result('b', 'seen '.repeat(100))];
    const all = passedOn(whole, next);
    const tokens = tokensOfMessages(all);
    expect(passedOn(whole, next, tokens)).toEqual(all);
    expect(passedOn(whole, next, tokens - 1)).toEqual([system, ...all.slice(2)]);
    const shorter = passedOn(whole, next, tokens - 300);
    expect(shorter.slice(0, 3)).toEqual([system, user('question'), calls]);
    expect(shorter[3]!.content).toMatch(/^found found [\s\S]*\[cut: \d+ more characters\]$/);
    expect(shorter[4]).toEqual(whole.at(-1));
    expect(tokensOfMessages(shorter)).toBeLessThanOrEqual(tokens - 300);
  });

  it('take no more than there is room for, unless what is never cut does', () => {
    const text = fc.oneof(
      fc.lorem({ maxCount: 300 }),
      fc.string({ unit: fc.constantFrom('文', 'a', ' '), maxLength: 900 }),
    );
    const history = fc.array(fc.oneof(text.map(user), text.map(assistant)), { maxLength: 6 });
    fc.assert(
      fc.property(history, text, text, fc.nat(2000), (before, one, other, room) => {
        const given = [...sent.slice(0, 1), user('question'), calls, result('a', one), result('b', other)];
        const least = passedOn(given, { ...next, history: before }, 0);
        const passed = passedOn(given, { ...next, history: before }, room);
        expect(tokensOfMessages(passed)).toBeLessThanOrEqual(Math.max(room, tokensOfMessages(least)));
        expect(passed.slice(-4).map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'tool']);
        expect(passed.slice(1, -4)).toEqual(before.slice(before.length - (passed.length - 5)));
      }),
    );
  });

  describe('with images', () => {
    const image = { type: 'image_url' as const, imageUrl: { url: 'data:,' } };
    const text = { type: 'text' as const, text: 'Which is it?' };
    const given = [
      sent[0]!,
      user('old '.repeat(80)),
      user([text, image, image]),
      calls,
      result('a', 'found'),
      result('b', 'passed'),
    ];
    const all = passedOn(given, next);
    const questionWithin = (room: number) =>
      passedOn(given, next, room).findLast(({ role }) => role === 'user')!.content;

    it('lose the last of them where nothing else is left to go, and say so', () => {
      const tokens = tokensOfMessages(all);
      expect(questionWithin(tokens - 10)).toEqual([text, image, image]);
      expect(questionWithin(tokens - 100)).toEqual([
        text,
        image,
        { type: 'text', text: expect.stringContaining('image') },
      ]);
      const none = questionWithin(tokens - 1500) as { type: string }[];
      expect(none.map(({ type }) => type)).toEqual(['text', 'text', 'text']);
    });

    it('keep what was said where they are shown to nobody', () => {
      const room = tokensOfMessages(all) - 1900;
      expect(passedOn(given, { ...next, isBlind: true }, room)).toEqual(all);
    });
  });

  it('count images as a prompt does', () => {
    const image = { type: 'image_url' as const, imageUrl: { url: `data:${'x'.repeat(50_000)}` } };
    expect(tokensOfMessages([user([{ type: 'text', text: 'What is it?' }, image])])).toBe(1007);
  });
});
