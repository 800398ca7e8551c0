import { beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ManualClock } from '../../../test/support/manual-clock.js';
import type { ChatEvent } from '../../platform/llm/chat-event.js';
import type { ChatModel } from '../../platform/llm/chat-model.js';
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import { UpstreamError } from '../../platform/llm/upstream-error.js';
import { ToolProtocol } from './tool-protocol.js';

const TEN_MINUTES = 10 * 60_000;
const tools = [{ name: 'look', parameters: {} }];
const question = { role: 'user' as const, content: 'q' };
const called: ChatRequest['messages'] = [
  question,
  { role: 'assistant', content: '', toolCalls: [{ id: 'a', name: 'look', arguments: '{}' }] },
  { role: 'tool', content: 'seen', toolCallId: 'a' },
];
const refusal = () => new UpstreamError('status', { code: 'upstream_rejected', upstreamStatus: 400 });
const isNative = ({ tools: told, messages }: ChatRequest) =>
  Boolean(told) || messages.some(({ role }) => role === 'tool');

interface Setting {
  /** What the server refuses; default: all that has to do with tools. */
  refuses?: (request: ChatRequest) => boolean;
  error?: () => Error;
  provider?: 'openai' | 'extractive';
  takesTools?: boolean;
}

function setUp({ refuses = isNative, error = refusal, provider = 'openai', takesTools }: Setting = {}) {
  const asked: ChatRequest[] = [];
  const clock = new ManualClock();
  const model = {
    async *stream(request: ChatRequest): AsyncGenerator<ChatEvent> {
      asked.push(request);
      if (refuses(request)) throw error();
      yield { type: 'text', text: 'hi' };
      yield { type: 'finish', reason: 'stop', model: 'm' };
    },
    status: () => ({ provider, model: 'default', ready: true, detail: '' }),
    profile: () => ({ contextTokens: 1000, tools: takesTools }),
  };
  const protocol = new ToolProtocol(model as unknown as ChatModel, clock);
  /** Whether each request that it took was native. */
  const ask = async (request: Partial<ChatRequest>): Promise<boolean[]> => {
    const before = asked.length;
    const all = { messages: [question], model: 'm', ...request };
    for await (const event of protocol.asking()(all, new AbortController().signal)) void event;
    return asked.slice(before).map(isNative);
  };
  return { asked, clock, ask };
}

describe('how models are told of tools', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it('is decided for each model, and remembered of one that refused for ten minutes', async () => {
    const { ask, clock } = setUp({ refuses: (request) => request.model === 'm' && isNative(request) });
    expect(await ask({ tools })).toEqual([true, false]);
    expect(await ask({ tools })).toEqual([false]);
    expect(await ask({ tools, model: 'other' })).toEqual([true]);
    await clock.advance(TEN_MINUTES);
    expect(await ask({ tools })).toEqual([true, false]);
  });

  it('is remembered of the model that answers where none is named', async () => {
    const { ask } = setUp();
    expect(await ask({ tools, model: undefined })).toEqual([true, false]);
    expect(await ask({ tools, model: 'default' })).toEqual([false]);
  });

  it('is remembered of a bounded number of models, the last ones', async () => {
    const { ask } = setUp();
    for (let i = 0; i <= 500; i++) await ask({ tools, model: `m${i}` });
    expect(await ask({ tools, model: 'm500' })).toEqual([false]);
    expect(await ask({ tools, model: 'm1' })).toEqual([false]);
    expect(await ask({ tools, model: 'm0' })).toEqual([true, false]);
  });

  it('is in words where what was called before is refused, of which nothing is remembered', async () => {
    const { ask, asked } = setUp({ refuses: ({ messages }) => messages.some(({ role }) => role === 'tool') });
    expect(await ask({ messages: called })).toEqual([true, false]);
    const [system, ...said] = asked.at(-1)!.messages;
    expect(system!.content).not.toContain('You can use tools');
    expect(said.at(-1)).toEqual({ role: 'user', content: 'Result of the tool look:\nseen' });
    expect(await ask({ tools })).toEqual([true]);
  });

  it.each([
    ['something else was refused', () => refusal(), () => true],
    ['the server failed', () => new UpstreamError('reset'), isNative],
    [
      'credentials were refused',
      () => new UpstreamError('status', { code: 'upstream_rejected', upstreamStatus: 401 }),
      isNative,
    ],
  ])('stays as it is where %s', async (_, error, refuses) => {
    let isBroken = true;
    const { ask } = setUp({ error, refuses: (request) => isBroken && refuses(request) });
    await expect(ask({ tools })).rejects.toThrow(UpstreamError);
    isBroken = false;
    expect(await ask({ tools })).toEqual([true]);
  });

  it('is in words at once where its profile says so, unless it only quotes, and not at all without tools', async () => {
    expect(await setUp({ takesTools: false }).ask({ tools })).toEqual([false]);
    expect(await setUp({ takesTools: false, provider: 'extractive', refuses: () => false }).ask({ tools })).toEqual([
      true,
    ]);
    const { ask, asked } = setUp({ takesTools: false });
    const messages = [question];
    await ask({ messages });
    expect(asked[0]!.messages).toBe(messages);
  });
});
