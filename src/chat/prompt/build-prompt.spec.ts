import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { estimateTokens } from '../../common/token-estimate.js';
import { buildPrompt, type Prompt } from './build-prompt.js';
import { MESSAGE_OVERHEAD } from './budget.js';
import type { PromptInput } from './prompt-input.js';

const text = (longest: number) =>
  fc.oneof(
    fc.string({ maxLength: longest }),
    fc.lorem({ maxCount: Math.ceil(longest / 6) }),
    fc.string({ unit: fc.constantFrom('文', '字', 'a', '\n', '😀', ' '), maxLength: longest }),
  );
const id = fc.uuid();
const memory = fc.record({ id, content: text(300), score: fc.double({ min: 0, max: 1, noNaN: true }) });
const message = fc.record({
  id,
  role: fc.constantFrom('user' as const, 'assistant' as const),
  name: fc.option(fc.string({ maxLength: 20 })),
  content: text(600),
  state: fc.constant('complete' as const),
});
const input: fc.Arbitrary<PromptInput> = fc.record({
  limit: fc.integer({ min: 1, max: 6000 }),
  systemPrompt: fc.option(text(400)),
  tone: fc.option(text(100), { nil: undefined }),
  question: fc.record({ id, content: text(800) }),
  history: fc.array(message, { maxLength: 20 }),
  historyLength: fc.integer({ min: 0, max: 40 }),
  summary: fc.option(fc.record({ id, content: text(1500) }), { nil: undefined }),
  passages: fc
    .array(fc.record({ chunkId: id, title: text(40), text: text(900), start: fc.nat(), score: fc.constant(1) }), {
      maxLength: 6,
    })
    .map((passages) => passages.map((passage, i) => ({ ...passage, n: i + 1 }))),
  instructions: fc.array(memory, { maxLength: 10 }),
  facts: fc.array(memory, { maxLength: 10 }),
  memories: fc.array(memory, { maxLength: 10 }),
  attachments: fc.array(fc.record({ id, name: fc.string({ maxLength: 30 }), text: text(4000) }), { maxLength: 3 }),
  outdated: fc.constant(new Set<string>()),
});

const sent = ({ messages }: Prompt) =>
  messages.reduce((sum, { content }) => sum + estimateTokens(content as string) + MESSAGE_OVERHEAD, 0);

describe('buildPrompt', () => {
  it('never goes beyond the limit, unless the pinned parts alone do', () => {
    fc.assert(
      fc.property(input, (given) => {
        const prompt = buildPrompt(given);
        const pinned = buildPrompt({ ...given, limit: 0 });
        expect(sent(prompt)).toBeLessThanOrEqual(Math.max(given.limit, sent(pinned)));
        expect(prompt.ledger.used).toBeLessThanOrEqual(Math.max(given.limit, pinned.ledger.used));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the number of a memory that has one', () => {
    const known = (id: string, n: number) => ({ id, n, content: `It is ${id}.`, score: 1 });
    const prompt = buildPrompt({
      limit: 1000,
      systemPrompt: null,
      question: { id: 'q', content: 'What?' },
      history: [],
      historyLength: 0,
      passages: [],
      instructions: [known('a', 2)],
      facts: [known('b', 5)],
      memories: [known('c', 7), { id: 'd', content: 'It is d.', score: 1 }],
      attachments: [],
      outdated: new Set(),
    });
    expect(prompt.memories.map(({ n }) => n)).toEqual([2, 5, 7, 4]);
    expect(prompt.messages[0]!.content).toContain('[m5] It is b.');
  });

  it('always holds system prompt, tone and question', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { messages } = buildPrompt(given);
        expect(messages[0]!.role).toBe('system');
        expect(messages[0]!.content).toContain(given.systemPrompt ?? 'You are a helpful assistant.');
        expect(messages[0]!.content).toContain(given.tone ?? '');
        expect(messages.at(-1)!.role).toBe('user');
        expect((messages.at(-1)!.content as string).endsWith(given.question.content)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same prompt for the same material', () => {
    fc.assert(
      fc.property(input, (given) => expect(buildPrompt(given)).toEqual(buildPrompt(structuredClone(given)))),
      { numRuns: 100 },
    );
  });

  it('accounts in the ledger for everything that went in and everything that did not', () => {
    fc.assert(
      fc.property(input, (given) => {
        const { ledger, memories, passages } = buildPrompt(given);
        const items = ledger.layers.flatMap((layer) => layer.items);
        expect(ledger.used).toBe(items.reduce((sum, { tokens }) => sum + tokens, 0));
        const kept = (kind: string) => items.filter((item) => item.kind === kind).length;
        const lost = (kind: string) =>
          ledger.dropped.filter((item) => item.kind === kind && item.reason !== 'truncated').length;
        expect(kept('chunk') + lost('chunk')).toBe(given.passages.length);
        expect(passages).toHaveLength(kept('chunk'));
        expect(kept('file') + lost('file')).toBe(given.attachments.length);
        expect(kept('message') - 1 + lost('message')).toBe(given.history.length);
        expect(memories.map(({ n }) => n)).toEqual(memories.map((_, i) => i + 1));
        expect(kept('memory')).toBe(memories.length);
      }),
      { numRuns: 150 },
    );
  });

  const plain: PromptInput = {
    limit: 4000,
    systemPrompt: null,
    question: { id: 'q', content: 'What do I drink?' },
    history: [],
    historyLength: 0,
    passages: [],
    instructions: [],
    facts: [],
    memories: [],
    attachments: [],
    outdated: new Set(),
  };

  it('numbers what is remembered over all layers and shows each memory once', () => {
    const tea = { id: 'a', content: 'I prefer tea', score: 1, kind: 'preference' as const };
    const oslo = { id: 'b', content: 'I live in Oslo', score: 0.4, kind: 'fact' as const };
    const said = { id: 'c', content: 'We talked about tea', score: 3, kind: 'episode' as const };
    const prompt = buildPrompt({ ...plain, instructions: [tea], facts: [tea, oslo], memories: [said] });
    expect(prompt.memories.map(({ id, n }) => [id, n])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    const system = prompt.messages[0]!.content as string;
    for (const line of ['[m1] I prefer tea', '[m2] I live in Oslo', '[m3] We talked about tea'])
      expect(system).toContain(line);
    expect(prompt.ledger.layers.map(({ name }) => name)).toEqual([
      'system',
      'instructions',
      'facts',
      'memory',
      'question',
    ]);
  });

  const messages = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      id: `m${i}`,
      role: 'user' as const,
      name: null,
      content: `message ${i} ${'word '.repeat(50)}`,
      state: 'complete' as const,
    }));

  it('shows a summary only where the window does not reach the beginning', () => {
    const summary = { id: 's', content: 'User: it began so.' };
    const whole = buildPrompt({ ...plain, history: messages(3), historyLength: 3, summary });
    expect(whole.ledger.layers.map(({ name }) => name)).not.toContain('summary');
    const cut = buildPrompt({ ...plain, limit: 400, history: messages(9), historyLength: 9, summary });
    expect(cut.ledger.layers.map(({ name }) => name)).toContain('summary');
    expect(cut.messages[0]!.content).toContain('it began so');
    const unread = buildPrompt({ ...plain, history: messages(3), historyLength: 80, summary });
    expect(unread.ledger.layers.map(({ name }) => name)).toContain('summary');
  });

  it('lets an answer without a model quote nothing that is no longer true', () => {
    const history = messages(2);
    const { grounding } = buildPrompt({ ...plain, history, historyLength: 2, outdated: new Set(['m1']) });
    expect(grounding.history.map(({ content }) => content)).toEqual([history[0]!.content]);
  });
});
