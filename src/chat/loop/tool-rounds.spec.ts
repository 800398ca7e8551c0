import { describe, expect, it } from '@jest/globals';
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import type { CallOutcome } from '../../tools/tool-runner.js';
import type { LoopEvent, RoundsEvent } from './loop-event.js';
import type { RoundsState } from './loop-state.js';
import { MOST_ROUNDS, type RoundsDoors, ToolRounds } from './tool-rounds.js';

const call = (id: string, args = '{}', name = 'look'): LoopEvent => ({ type: 'tool-call', id, name, arguments: args });
const text = (said: string): LoopEvent => ({ type: 'text', text: said });
const finish = (reason: 'stop' | 'tool_calls' | 'length' = 'stop'): LoopEvent => ({
  type: 'finish',
  reason,
  model: 'm',
  usage: { promptTokens: 10, completionTokens: 2 },
});
const found = (content: string): CallOutcome => ({ ok: true, summary: 's', content });

interface Setting extends Partial<Pick<RoundsDoors, 'call' | 'now'>> {
  rounds: LoopEvent[][];
  tokens?: number;
  until?: number;
  /** Where its events go, also those before a fault. */
  told?: RoundsEvent[];
  state?: RoundsState;
}

async function play({ rounds, tokens = 10_000, until = 1000, told: events = [], state, ...doors }: Setting) {
  const asked: ChatRequest[] = [];
  const stream = async function* (request: ChatRequest) {
    asked.push(request);
    yield* rounds[Math.min(asked.length, rounds.length) - 1]!;
  };
  const messages: ChatRequest['messages'] = [
    { role: 'system', content: 's' },
    { role: 'user', content: 'q' },
  ];
  const request = { messages };
  const tools = [{ name: 'look', parameters: {} }];
  const signal = new AbortController().signal;
  const all = new ToolRounds(
    { request, tools, tokens, until, signal },
    {
      stream: stream as RoundsDoors['stream'],
      call: () => Promise.resolve(found('found')),
      decided: () => Promise.reject(new Error('nobody decided')),
      now: () => 0,
      ...doors,
    },
    state,
  );
  for await (const event of all.events()) events.push(event);
  return { asked, events, types: events.map(({ type }) => type) };
}

describe('rounds of a model and its tools', () => {
  it('gives back what the model says where it calls nothing', async () => {
    const { asked, events } = await play({ rounds: [[text('hi'), finish()]] });
    expect(events).toEqual([text('hi'), finish()]);
    expect(asked).toHaveLength(1);
  });

  it('tells results as they come and hands them over in the order of the calls', async () => {
    const { events, asked } = await play({
      rounds: [
        [call('a', '1'), call('b', '2'), finish('tool_calls')],
        [text('done'), finish()],
      ],
      call: ({ arguments: args }) =>
        args === '2'
          ? Promise.resolve(found('second'))
          : new Promise((resolve) => setImmediate(() => resolve(found('first')))),
    });
    const results = events.filter((event) => event.type === 'tool-result');
    expect(results.map(({ id }) => id)).toEqual(['b', 'a']);
    expect(asked[1]!.messages.slice(-2)).toEqual([
      { role: 'tool', content: 'first', toolCallId: 'a' },
      { role: 'tool', content: 'second', toolCallId: 'b' },
    ]);
  });

  it('tells what each round cost as it ends, the last one with the end', async () => {
    const rounds = [
      [call('a'), finish('tool_calls')],
      [text('x'), finish()],
    ];
    const spent = {
      type: 'spent',
      usage: { promptTokens: 10, completionTokens: 2 },
      estimated: false,
      pricedAs: ['m'],
    };
    const { events, types } = await play({ rounds });
    expect(types).toEqual(['tool-call', 'spent', 'tool-result', 'text', 'finish']);
    expect([events[1], events.at(-1)]).toEqual([spent, finish()]);
    const unknown = { ...finish('tool_calls'), usage: undefined } as LoopEvent;
    const { events: others } = await play({ rounds: [[text('say'), call('a', '{"q":1}'), unknown], rounds[1]!] });
    const estimate = { promptTokens: 1, completionTokens: 3 };
    expect(others[2]).toEqual({ ...spent, usage: estimate, estimated: true });
    expect(others.at(-1)).toEqual(finish());
  });

  it('tells what the last round cost also where it comes to no answer', async () => {
    const told: RoundsEvent[] = [];
    const rounds = [[call('a'), finish('tool_calls')]];
    await expect(play({ rounds, told })).rejects.toMatchObject({ code: 'tool_limit' });
    expect(told.filter(({ type }) => type === 'spent')).toHaveLength(MOST_ROUNDS + 1);
  });

  it('tells what an earlier version kept for the end when it laid the rounds aside', async () => {
    const usage = { promptTokens: 7, completionTokens: 3 };
    const laidAside = { messages: [], round: 1, calls: [], outcomes: [], tokensLeft: 9, msLeft: 9, ids: [] };
    const state = { ...laidAside, request: { messages: [] }, saidText: false, usage, usageKnown: true };
    const { events } = await play({ rounds: [[text('x'), finish()]], state });
    expect(events[0]).toEqual({ type: 'spent', usage, estimated: false });
    expect(events.at(-1)).toEqual(finish());
  });

  it('parts what is said before and after a call', async () => {
    const { events } = await play({
      rounds: [
        [text('Let me look.'), call('a'), finish('tool_calls')],
        [text('It is'), text(' there.'), finish()],
      ],
    });
    const said = events.flatMap((event) => (event.type === 'text' ? event.text : [])).join('');
    expect(said).toBe('Let me look.\n\nIt is there.');
  });

  it('lets no model call for ever: the last request allows none', async () => {
    const { asked, events } = await play({ rounds: [[text('again'), call('a'), finish('tool_calls')]] });
    expect(asked).toHaveLength(MOST_ROUNDS + 1);
    expect(asked.map(({ toolChoice }) => toolChoice)).toEqual([...Array(MOST_ROUNDS).fill(undefined), 'none']);
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' });
    expect(events.filter(({ type }) => type === 'tool-result')).toHaveLength(MOST_ROUNDS);
    const ids = events.flatMap((event) => (event.type === 'tool-call' ? event.id : []));
    expect(new Set(ids).size).toBe(MOST_ROUNDS);
  });

  it.each([
    ['nothing was ever said', []],
    ['only what comes before a call', [[text('Let me look.'), call('a'), finish('tool_calls')]]],
  ])('fails with its own code where %s', async (_, before) => {
    const rounds = [...before, [call('b'), finish('tool_calls')]];
    await expect(play({ rounds })).rejects.toMatchObject({ code: 'tool_limit' });
  });

  it.each([
    ['tokens', { tokens: 500, call: () => Promise.resolve(found('x'.repeat(2000))) }],
    [
      'time',
      {
        now: (() =>
          (
            (n) => () =>
              (n += 400)
          )(0))(),
        until: 1000,
      },
    ],
  ])('calls no more once the %s are used up', async (_, limits) => {
    const { asked } = await play({ rounds: [[text('t'), call('a'), finish('tool_calls')]], ...limits });
    expect(asked.length).toBeLessThan(MOST_ROUNDS);
    expect(asked.at(-1)!.toolChoice).toBe('none');
  });

  it('runs nothing of a call that was cut off', async () => {
    const { types } = await play({ rounds: [[text('t'), call('a', '{"q'), finish('length')]] });
    expect(types).toEqual(['text', 'tool-call', 'finish']);
  });

  it('shares the room among the calls of a round, and refuses hundreds', async () => {
    const longest: number[] = [];
    const calls = Array.from({ length: 20 }, (_, i) => call(`c${i}`));
    const { events } = await play({
      rounds: [
        [...calls, finish('tool_calls')],
        [text('ok'), finish()],
      ],
      tokens: 1000,
      call: (_, units) => {
        longest.push(units);
        return Promise.resolve(found('x'));
      },
    });
    expect(longest).toEqual(Array(16).fill(150));
    const results = events.filter((event) => event.type === 'tool-result');
    expect(results.filter(({ ok }) => !ok)).toHaveLength(4);
  });

  it('sends arguments that are no JSON back as an empty object', async () => {
    const { asked } = await play({
      rounds: [
        [call('a', '{"q'), finish('tool_calls')],
        [text('ok'), finish()],
      ],
    });
    expect(asked[1]!.messages.at(-2)!.toolCalls).toEqual([{ id: 'a', name: 'look', arguments: '{}' }]);
  });

  describe('that are passed on', () => {
    const next = { system: 'You count.', change: { model: 'other' }, tools: [{ name: 'add', parameters: {} }] };
    const passing = (more: object, tokens: number, result = 'x') => {
      const { tools } = next;
      return play({
        rounds: [
          [call('a'), call('b'), finish('tool_calls')],
          [text('done'), finish()],
        ],
        tokens,
        call: ({ id }) =>
          Promise.resolve(id === 'a' ? { ...found('passed'), next: { ...next, ...more, tools } } : found(result)),
      });
    };
    const beginning = [
      { role: 'system', content: 'You count.' },
      { role: 'user', content: 'q' },
    ];

    it('have the room of whoever goes on: more', async () => {
      const { asked } = await passing({ limit: 5000 }, 210, 'x'.repeat(800));
      expect(asked[1]).toMatchObject({ model: 'other', tools: next.tools, toolChoice: undefined });
      expect(asked[1]!.messages.slice(0, 2)).toEqual(beginning);
      expect(asked[1]!.messages.map(({ content }) => content).slice(-2)).toEqual(['passed', 'x'.repeat(800)]);
    });

    it('have the room of whoever goes on: less, also of what was found before', async () => {
      const { asked } = await passing({ limit: 300 }, 10_000, 'x'.repeat(4000));
      expect(asked[1]).toMatchObject({ model: 'other', tools: next.tools, toolChoice: 'none' });
      expect(JSON.stringify(asked[1]!.messages).length / 4).toBeLessThan(400);
      expect(asked[1]!.messages.at(-1)!.content).toMatch(/^x+\n\[cut: \d+ more characters\]$/);
    });

    it('have the room there was where an earlier version laid them aside', async () => {
      const { asked } = await passing({}, 600);
      expect(asked[1]).toMatchObject({ model: 'other', toolChoice: undefined });
      expect(asked[1]!.messages.slice(0, 2)).toEqual(beginning);
      const { asked: later } = await passing({}, 210, 'x'.repeat(400));
      expect(later[1]).toMatchObject({ toolChoice: 'none' });
    });
  });

  it('ends with the abort of a call', async () => {
    await expect(
      play({
        rounds: [[call('a'), call('b'), finish('tool_calls')]],
        call: () => Promise.reject(new Error('stopped')),
      }),
    ).rejects.toThrow('stopped');
  });
});
