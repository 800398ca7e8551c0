import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../src/common/clock.js';
import type { ChatModel } from '../../src/platform/llm/chat-model.js';
import type { ChatRequest } from '../../src/platform/llm/chat-request.js';
import { ExtractiveChatModel } from '../../src/platform/llm/extractive/extractive-chat-model.js';
import { ModelRouter } from '../../src/platform/llm/model-router.js';
import { OpenAiChatModel, type OpenAiOptions } from '../../src/platform/llm/openai-compatible/openai-chat-model.js';
import { readChat } from '../support/chat-events.js';
import { DEFAULT_TOKENS, type Script } from '../support/scripted-model/script.js';
import { ScriptedModel } from '../support/scripted-model/scripted-model.js';

const LIMITS = { connectTimeoutMs: 5000, firstTokenTimeoutMs: 5000, idleTimeoutMs: 5000, totalTimeoutMs: 20_000 };
const QUESTION: ChatRequest = {
  messages: [{ role: 'user', content: 'When does the harbour open?' }],
  grounding: {
    question: 'When does the harbour open?',
    passages: [{ n: 1, title: 'Harbour', text: 'The harbour opens at six. Boats leave at seven. Tea is sold there.' }],
    history: [],
  },
};

let server: ScriptedModel;
beforeAll(async () => {
  server = await new ScriptedModel().start();
});
afterAll(() => server.close());

function openAi(options: Partial<OpenAiOptions> = {}): OpenAiChatModel {
  const whole = { ...LIMITS, apiUrl: server.url, apiKey: 'test-key', model: '', ...options };
  return new OpenAiChatModel(whole, { clock: new SystemClock(), random: () => 0 });
}
const never = () => new AbortController().signal;

/** Nothing listens there: the first choice fails, the second one answers. */
const AWAY = { name: 'away', url: 'http://127.0.0.1:9', key: '', models: ['gone'] };
const byAlias = () => openAi({ model: 'fast', upstreams: [AWAY], routes: { fast: ['gone@away', 'scripted@default'] } });
const routed = (provider: 'openai' | 'extractive') => {
  const parts = { local: new ExtractiveChatModel(), clock: new SystemClock(), logger: { log() {}, warn() {} } };
  return new ModelRouter({ provider, remote: openAi(), ...parts });
};

describe.each<[string, 'openai' | 'extractive', () => ChatModel]>([
  ['openai', 'openai', () => openAi()],
  ['openai by alias, the first server away', 'openai', byAlias],
  ['extractive', 'extractive', () => new ExtractiveChatModel()],
  ['router to openai', 'openai', () => routed('openai')],
  ['router to extractive', 'extractive', () => routed('extractive')],
])('every chat model: %s', (_name, provider, create) => {
  let model: ChatModel;
  beforeEach(() => {
    server.play({});
    model = create();
  });
  afterEach(() => (model instanceof ExtractiveChatModel ? undefined : (model as ModelRouter).close()));

  it('ends with exactly one finish, after text that is never empty', async () => {
    const { events, error, text } = await readChat(model.stream(QUESTION, never()));
    expect(error).toBeUndefined();
    expect(events.filter((event) => event.type === 'finish')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: 'stop', model: expect.stringMatching(/./) });
    expect(text).not.toBe('');
    for (const event of events) if (event.type === 'text') expect(event.text).not.toBe('');
  });

  it('throws the reason of an abort that came before', async () => {
    const reason = new Error('stopped');
    const { error, events } = await readChat(model.stream(QUESTION, AbortSignal.abort(reason)));
    expect(error).toBe(reason);
    expect(events).toEqual([]);
  });

  it('throws the reason of an abort after the first text', async () => {
    server.play({ gapMs: 50 });
    const abort = new AbortController();
    const reason = new Error('stopped');
    const outcome = await readChat(model.stream(QUESTION, abort.signal), () => abort.abort(reason));
    expect(outcome.error).toBe(reason);
    expect(outcome.finish).toBeUndefined();
  });

  it('lists its models and tells its status without asking', async () => {
    const models = await model.listModels();
    expect(models.length).toBeGreaterThan(0);
    expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
    for (const { health, profile } of models) {
      expect(health.state).toMatch(/^(ok|open|unreachable)$/);
      expect(profile.contextTokens).toBeGreaterThan(0);
    }
    expect(model.profile().contextTokens).toBe(8192);
    expect(model.status()).toMatchObject({ provider, detail: expect.stringMatching(/\.$/) } as object);
  });
});

describe('openai-compatible', () => {
  let model: OpenAiChatModel;
  const ask = (request: Partial<ChatRequest> = {}) =>
    readChat(model.stream({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...request }, never()));
  beforeEach(() => {
    server.requests.length = 0;
    server.refusesUsageOption = false;
    server.models = ['scripted'];
    model = openAi();
  });
  afterEach(() => model.close());

  const text = DEFAULT_TOKENS.join('');
  const tricky = ['naïve ', '“東京”', ' \\"quoted\\" ', '"', '\\', '\n', '\u2028', '👩‍👩‍👧', ' ende', 'probe'];
  it.each<[string, Script, string]>([
    ['no role', { noRole: true }, text],
    ['no usage', { noUsage: true }, text],
    ['no [DONE]', { noDone: true }, text],
    ['neither usage nor [DONE]', { noDone: true, noUsage: true }, text],
    ['[DONE] without a finish reason', { finishReason: null }, text],
    ['CRLF', { lineEnd: '\r\n' }, text],
    ['CR', { lineEnd: '\r' }, text],
    ['CRLF, byte by byte', { lineEnd: '\r\n', writeBytes: 1, tokens: tricky }, tricky.join('')],
    ['byte by byte', { writeBytes: 1, tokens: tricky }, tricky.join('')],
    ['seven bytes at a time', { writeBytes: 7, tokens: tricky }, tricky.join('')],
    ['a byte order mark', { bom: true }, text],
    ['comments', { comments: true }, text],
    ['data over several lines', { multiLineData: true }, text],
    ['all in one write', { oneWrite: true }, text],
    ['a huge delta', { tokens: ['é'.repeat(3_000_000)] }, 'é'.repeat(3_000_000)],
    ['reasoning first', { reasoning: ['let me ', 'think'] }, text],
    ['a wrong content type', { contentType: 'text/plain' }, text],
    ['JSON instead of a stream', { json: true }, text],
    ['JSON that calls itself a stream', { json: true, contentType: 'text/event-stream' }, text],
  ])('reads %s', async (_name, script, expected) => {
    server.play(script);
    const outcome = await ask();
    expect(outcome.error).toBeUndefined();
    expect(outcome.text === expected).toBe(true);
    expect(outcome.finish).toMatchObject({ reason: 'stop', model: 'm' });
  });

  it('reads an answer of 20 MB whole', async () => {
    const piece = 'abcdefghij'.repeat(200);
    server.play({ tokens: Array.from({ length: 10_000 }, () => piece) });
    const { error, text: got, finish } = await ask();
    expect(error).toBeUndefined();
    expect(got.length).toBe(20_000_000);
    expect(finish?.reason).toBe('stop');
  });

  it('gives tokens that arrive together as one text', async () => {
    server.play({ oneWrite: true, tokens: Array.from({ length: 100 }, (_, i) => `t${i} `) });
    const { events } = await ask();
    expect(events.filter((event) => event.type === 'text').length).toBeLessThan(10);
  });

  it('holds a slow reader’s text together without losing any', async () => {
    const tokens = Array.from({ length: 4000 }, (_, i) => `${i} `.padEnd(200, 'x'));
    server.play({ tokens });
    let events = 0;
    const outcome = await readChat(model.stream({ model: 'm', messages: [] }, never()), async () => {
      if (events++ < 5) await new Promise((resolve) => setTimeout(resolve, 30));
    });
    expect(outcome.error).toBeUndefined();
    expect(outcome.text === tokens.join('')).toBe(true);
  });

  it('passes usage, length and content filter on', async () => {
    server.play({ finishReason: 'length', usage: { prompt_tokens: 7, completion_tokens: 5 } });
    expect((await ask()).finish).toMatchObject({ reason: 'length', usage: { promptTokens: 7, completionTokens: 5 } });
    server.play({ finishReason: 'content_filter', tokens: [] });
    expect((await ask()).finish?.reason).toBe('content_filter');
  });

  it('puts tool calls together and drops cut-off ones', async () => {
    const toolCalls = [
      { id: 'a', name: 'clock', arguments: '{"zone":"UTC"}' },
      { id: 'b', name: 'sum', arguments: '{"of":[1,2,3]}' },
    ];
    server.play({ toolCalls, toolPieceChars: 3 });
    const outcome = await ask({ tools: [{ name: 'clock', parameters: { type: 'object' } }] });
    expect(outcome.toolCalls).toEqual(toolCalls.map((call) => ({ type: 'tool-call', ...call })));
    expect(outcome.finish?.reason).toBe('tool_calls');
    server.play({ toolCalls, finishReason: 'length' });
    expect(await ask()).toMatchObject({ toolCalls: [], finish: { reason: 'length' } });
  });

  it('sends the request in the wire’s own words, with the key', async () => {
    server.play({});
    await ask({
      temperature: 0.5,
      maxTokens: 9,
      messages: [
        { role: 'system', content: 'be brief' },
        { role: 'user', name: 'Ada Lovelace', content: [{ type: 'image_url', imageUrl: { url: 'data:x' } }] },
        { role: 'assistant', content: '', toolCalls: [{ id: 'a', name: 'clock', arguments: '{}' }] },
        { role: 'tool', content: 'noon', toolCallId: 'a' },
      ],
    });
    const { body, headers, path } = server.chats[0]!;
    expect(path).toBe('/v1/chat/completions');
    expect(headers.authorization).toBe('Bearer test-key');
    expect(body).toMatchObject({ model: 'm', temperature: 0.5, max_tokens: 9, stream: true });
    expect(body).not.toHaveProperty('grounding');
    expect(body?.messages).toEqual([
      { role: 'system', content: 'be brief' },
      { role: 'user', name: 'Ada_Lovelace', content: [{ type: 'image_url', image_url: { url: 'data:x' } }] },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'a', type: 'function', function: { name: 'clock', arguments: '{}' } }],
      },
      { role: 'tool', content: 'noon', tool_call_id: 'a' },
    ]);
  });

  const LOOK: ChatRequest = {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is on it?' },
          { type: 'image_url', imageUrl: { url: 'data:image/png;base64,AA==' } },
        ],
      },
    ],
  };

  it('shows images to a model as the wire names them', async () => {
    const model = openAi();
    expect((await readChat(model.stream(LOOK, never()))).error).toBeUndefined();
    expect(server.chats.at(-1)!.body!.messages.at(-1)!.content).toEqual([
      { type: 'text', text: 'What is on it?' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
    ]);
    expect(model.profile('scripted').vision).toBe(true);
    await model.close();
  });

  it('shows none to a model that is known to see none, and tells it that there were some', async () => {
    const model = openAi({ model: 'scripted', profiles: { scripted: { vision: false } } });
    const before = server.chats.length;
    expect((await readChat(model.stream(LOOK, never()))).error).toBeUndefined();
    const [sent, ...more] = server.chats.slice(before);
    expect(more).toEqual([]);
    expect(sent!.body!.messages.at(-1)!.content).toMatch(/^What is on it\?\n\[An image .* cannot be shown/);
    expect(model.profile('scripted').vision).toBe(false);
    await model.close();
  });

  it.each([
    [400, 'Invalid content type. image_url is only supported by certain models.'],
    [400, 'some-model is not a multimodal model'],
    [500, 'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj'],
  ])('asks again without images where they are refused with %d, and remembers it: %s', async (status, message) => {
    const model = openAi();
    const before = server.chats.length;
    server.play({ fault: { kind: 'status', status, body: JSON.stringify({ error: { message } }) }, faultTimes: 1 });
    const { error, text } = await readChat(model.stream(LOOK, never()));
    expect(error).toBeUndefined();
    expect(text).toBe(DEFAULT_TOKENS.join(''));
    expect(server.chats.slice(before).map(({ body }) => typeof body!.messages.at(-1)!.content)).toEqual([
      'object',
      'string',
    ]);
    expect(server.chats.at(-1)!.body!.messages.at(-1)!.content).toMatch(
      /^What is on it\?\n\[An image .* cannot be shown/,
    );
    expect(model.profile('scripted').vision).toBe(false);
    await model.close();
  });

  const refuseOnce = (message: string) =>
    server.play({
      fault: { kind: 'status', status: 400, body: JSON.stringify({ error: { message } }) },
      faultTimes: 1,
    });

  it('asks again without an image that is refused for itself, and goes on to show others', async () => {
    const model = openAi();
    refuseOnce('You uploaded an unsupported image. Please make sure your image is valid.');
    expect((await readChat(model.stream(LOOK, never()))).text).toBe(DEFAULT_TOKENS.join(''));
    expect(typeof server.chats.at(-1)!.body!.messages.at(-1)!.content).toBe('string');
    expect(model.profile('scripted').vision).toBeUndefined();
    await model.close();
  });

  it('does not believe that a model sees none that was shown some', async () => {
    const model = openAi();
    server.play({});
    await readChat(model.stream(LOOK, never()));
    refuseOnce('this model does not support images');
    expect((await readChat(model.stream(LOOK, never()))).error).toBeUndefined();
    expect(model.profile('scripted').vision).toBe(true);
    await model.close();
  });

  it('a refusal that is not about images stays a refusal', async () => {
    const model = openAi();
    server.play({ fault: { kind: 'status', status: 400, body: '{"error":{"message":"temperature is too high"}}' } });
    expect((await readChat(model.stream(LOOK, never()))).error).toMatchObject({ code: 'upstream_rejected' });
    expect(model.profile('scripted').vision).toBeUndefined();
    await model.close();
  });

  it('drops stream_options once where a server does not know it', async () => {
    server.play({});
    server.refusesUsageOption = true;
    expect((await ask()).text).toBe(text);
    expect((await ask()).text).toBe(text);
    expect(server.chats.map((chat) => chat.body?.stream_options !== undefined)).toEqual([true, false, false]);
  });

  it('asks for the configured model, else the first listed that chats, else a name of its own', async () => {
    server.play({});
    server.models = ['text-embed', 'first', 'second'];
    expect((await ask({ model: undefined })).finish?.model).toBe('first');
    const named = openAi({ model: 'named' });
    expect((await readChat(named.stream({ messages: [] }, never()))).finish?.model).toBe('named');
    server.models = null;
    const unlisted = openAi();
    expect((await readChat(unlisted.stream({ messages: [] }, never()))).finish?.model).toBe('default');
    expect(await unlisted.listModels()).toEqual([]);
    await Promise.all([named.close(), unlisted.close()]);
  });

  it('asks for the list of models once for many', async () => {
    const lists = await Promise.all(Array.from({ length: 20 }, () => model.listModels()));
    expect(lists.every((list) => list[0]?.id === 'scripted')).toBe(true);
    expect(server.requests.filter((request) => request.path === '/v1/models')).toHaveLength(1);
  });

  it.each(['abort', 'leave'])('closes the connection on %s, while text comes and while none does', async (how) => {
    for (const script of [
      { gapMs: 20, tokens: Array<string>(500).fill('x ') },
      { fault: { kind: 'silence' } },
    ] as Script[]) {
      server.play(script);
      const abort = new AbortController();
      const stream = model.stream({ model: 'm', messages: [] }, abort.signal)[Symbol.asyncIterator]();
      const first = stream.next().catch(() => undefined);
      await server.until(() => server.openStreams === 1);
      if (!script.fault) await first;
      if (how === 'abort') abort.abort(new Error('stopped'));
      else await stream.return?.();
      await server.until(() => server.openStreams === 0, 1000);
    }
  });

  it('does not begin before it is read', async () => {
    model.stream({ model: 'm', messages: [] }, never());
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.chats).toHaveLength(0);
  });

  it('keeps a connection for the next answer', async () => {
    server.play({});
    await ask();
    await server.until(() => server.openStreams === 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await ask();
    const ports = server.chats.map((chat) => chat.clientPort);
    expect(new Set(ports).size).toBe(1);
  });
});
