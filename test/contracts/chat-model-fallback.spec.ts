import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../src/common/clock.js';
import type { ChatRequest } from '../../src/platform/llm/chat-request.js';
import { OpenAiChatModel, type OpenAiOptions } from '../../src/platform/llm/openai-compatible/openai-chat-model.js';
import { readChat } from '../support/chat-events.js';
import { DEFAULT_TOKENS, type Fault } from '../support/scripted-model/script.js';
import { ScriptedModel } from '../support/scripted-model/scripted-model.js';

/** Small, so that the grid is quick; the promise is: typed within the first-token limit + 2 s, however many servers are asked. */
const LIMITS = { connectTimeoutMs: 1500, firstTokenTimeoutMs: 2200, idleTimeoutMs: 1500, totalTimeoutMs: 6000 };
const LATEST_MS = LIMITS.firstTokenTimeoutMs + 2000;
const TEXT = DEFAULT_TOKENS.join('');

/** Faults that the next server is asked after, and how often the first one is asked. */
const PASSED_ON: [name: string, fault: Fault, attempts: number][] = [
  ['silence', { kind: 'silence' }, 1],
  ['headers only', { kind: 'headers-only' }, 1],
  ['stall before text', { kind: 'stall', at: 1 }, 1],
  ['reset', { kind: 'reset-before-headers' }, 3],
  ['429', { kind: 'status', status: 429 }, 3],
  ['429, asks for a wait', { kind: 'status', status: 429, retryAfter: '20' }, 1],
  ['503', { kind: 'status', status: 503 }, 3],
  ['504', { kind: 'status', status: 504 }, 1],
  ['web page', { kind: 'html' }, 1],
  ['error in the stream before text', { kind: 'error-event', at: 1 }, 1],
  ['empty answer', { kind: 'empty-answer' }, 1],
];

describe('several model servers', () => {
  let servers: ScriptedModel[];
  let model: OpenAiChatModel;
  const create = (options: Partial<OpenAiOptions> = {}) => {
    const [first, ...others] = servers;
    const upstreams = others.map(({ url }, i) => ({ name: ['b', 'c'][i]!, url, key: `key-${i}`, models: [] }));
    const routes = { fast: ['m1@default', 'm2@b'], all: ['m1@default', 'm2@b', 'm3@c'] };
    const whole = { ...LIMITS, apiUrl: first!.url, apiKey: 'key', model: '', upstreams, routes, ...options };
    model = new OpenAiChatModel(whole, { clock: new SystemClock(), random: () => 0 });
    return model;
  };
  const ask = (request: Partial<ChatRequest> = {}, signal = new AbortController().signal) =>
    readChat(model.stream({ model: 'fast', messages: [{ role: 'user', content: 'hi' }], ...request }, signal));
  const asked = () => servers.map((server) => server.chats.length);

  beforeAll(async () => {
    servers = await Promise.all([1, 2, 3].map((n) => startServer(n)));
  });
  afterAll(() => Promise.all(servers.map((server) => server.close())));
  beforeEach(() => {
    for (const server of servers) server.play({}).requests.length = 0;
    create();
  });
  afterEach(() => model.close());

  it('the first choice answers where it can, and nobody else is asked', async () => {
    const { text, finish } = await ask();
    expect(text).toBe(TEXT);
    expect(finish).toMatchObject({ model: 'm1', asked: 'm1', upstream: 'default' });
    expect(asked()).toEqual([1, 0, 0]);
    expect(servers[0]!.chats[0]!.headers.authorization).toBe('Bearer key');
  });

  it.each(PASSED_ON)('the next one answers after %s', async (_name, fault, attempts) => {
    servers[0]!.play({ fault });
    const { text, finish, error, ms } = await ask();
    expect(error).toBeUndefined();
    expect(text).toBe(TEXT);
    expect(finish).toMatchObject({ model: 'm2', asked: 'm2', upstream: 'b' });
    expect(asked()).toEqual([attempts, 1, 0]);
    expect(servers[1]!.chats[0]).toMatchObject({ body: { model: 'm2' }, headers: { authorization: 'Bearer key-0' } });
    expect(ms).toBeLessThan(LATEST_MS);
    await servers[0]!.until(() => servers[0]!.openStreams === 0);
  });

  it.each<[string, Fault, string]>([
    ['400', { kind: 'status', status: 400 }, 'upstream_rejected'],
    ['401', { kind: 'status', status: 401 }, 'upstream_rejected'],
    [
      'an unknown model',
      { kind: 'status', status: 404, body: '{"error":{"code":"model_not_found"}}' },
      'model_not_found',
    ],
  ])('nobody else is asked after %s', async (_name, fault, code) => {
    servers[0]!.play({ fault });
    expect((await ask()).error).toMatchObject({ code });
    expect(asked()).toEqual([1, 0, 0]);
  });

  it.each<[string, Fault]>([
    ['a break', { kind: 'reset', at: 3 }],
    ['silence', { kind: 'stall', at: 3 }],
    ['an error', { kind: 'error-event', at: 3 }],
  ])('nobody else is asked where text came before %s', async (_name, fault) => {
    servers[0]!.play({ fault });
    const { text, error, finish } = await ask();
    expect(text).toBe(DEFAULT_TOKENS.slice(0, 2).join(''));
    expect(error).toMatchObject({ name: 'UpstreamError' });
    expect(finish).toBeUndefined();
    expect(asked()).toEqual([1, 0, 0]);
  });

  it('nobody else is asked where thoughts or pieces of a call came before', async () => {
    servers[0]!.play({ reasoning: ['hm ', 'well '], fault: { kind: 'reset', at: 2 } });
    expect((await ask()).error).toMatchObject({ code: 'upstream_error' });
    expect(asked()).toEqual([1, 0, 0]);
  });

  it.each<[string, Fault, string]>([
    ['silence', { kind: 'silence' }, 'upstream_timeout'],
    ['503', { kind: 'status', status: 503 }, 'upstream_error'],
    ['429', { kind: 'status', status: 429, retryAfter: '7' }, 'upstream_rate_limited'],
  ])('where all of them answer with %s it is told in time, once', async (_name, fault, code) => {
    for (const server of servers) server.play({ fault });
    const { error, events, ms } = await ask({ model: 'all' });
    expect(events).toEqual([]);
    expect(error).toMatchObject({ code });
    expect(asked().every((count) => count >= 1)).toBe(true);
    expect(ms).toBeLessThan(LATEST_MS);
  });

  it('a server that hangs leaves the others their share of the time', async () => {
    for (const server of servers.slice(0, 2)) server.play({ fault: { kind: 'silence' } });
    const { text, finish, ms } = await ask({ model: 'all' });
    expect([text, finish?.upstream]).toEqual([TEXT, 'c']);
    expect(ms).toBeLessThan(LIMITS.firstTokenTimeoutMs + 500);
  });

  it.each(['stop', 'leave'])('%s ends it while the next one is being asked', async (how) => {
    servers[0]!.play({ fault: { kind: 'status', status: 504 } });
    servers[1]!.play({ fault: { kind: 'silence' } });
    const abort = new AbortController();
    const stream = model.stream({ model: 'all', messages: [] }, abort.signal)[Symbol.asyncIterator]();
    const first = stream.next().then(
      () => undefined,
      (error: unknown) => error,
    );
    await servers[1]!.until(() => servers[1]!.openStreams === 1);
    const reason = new Error('stopped');
    if (how === 'stop') abort.abort(reason);
    else await stream.return?.();
    await servers[1]!.until(() => servers[1]!.openStreams === 0, 1000);
    if (how === 'stop') expect(await first).toBe(reason);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(servers[2]!.chats).toHaveLength(0);
  });

  it('stop ends it while the first one is waited for', async () => {
    servers[0]!.play({ fault: { kind: 'status', status: 503 } });
    const abort = new AbortController();
    const answer = ask({}, abort.signal);
    await servers[0]!.until(() => servers[0]!.chats.length === 1);
    const reason = new Error('stopped');
    abort.abort(reason);
    expect((await answer).error).toBe(reason);
    expect(servers[1]!.chats).toHaveLength(0);
  });

  it('a server that is away opens its own circuit only, and is asked last meanwhile', async () => {
    const port = Number(new URL(servers[0]!.url).port);
    await servers[0]!.close();
    for (let i = 0; i < 5; i++) expect((await ask({ model: 'm1@default' })).error).toMatchObject({ fault: 'refused' });
    const [first, second] = model.upstreams();
    expect(first).toMatchObject({ name: 'default', health: { state: 'open' } });
    expect(second).toMatchObject({ name: 'b', health: { state: 'ok' } });
    const { finish, ms } = await ask();
    expect(finish).toMatchObject({ upstream: 'b' });
    expect(ms).toBeLessThan(500);
    expect((await model.listModels()).find(({ id }) => id === 'fast')).toMatchObject({ upstream: 'b' });
    await servers[0]!.start(port);
    await model.probe(1000);
    expect(model.upstreams()[0]).toMatchObject({ health: { state: 'ok' } });
    expect((await ask()).finish).toMatchObject({ upstream: 'default' });
  });

  it('names reach models by alias, by server, by what is listed; the default too may be an alias', async () => {
    await create({ model: 'fast' }).listModels();
    const at = async (name?: string) => (await ask({ model: name })).finish;
    expect(await at('listed-2')).toMatchObject({ asked: 'listed-2', upstream: 'b' });
    expect(await at('listed-1@c')).toMatchObject({ asked: 'listed-1', upstream: 'c' });
    expect(await at('new@mail')).toMatchObject({ asked: 'new@mail', upstream: 'default' });
    expect(await at('__proto__')).toMatchObject({ asked: '__proto__', upstream: 'default' });
    expect(await at()).toMatchObject({ asked: 'm1', upstream: 'default' });
    expect(model.status().model).toBe('fast');
    const ids = (await model.listModels()).map(({ id }) => id);
    expect(ids).toEqual(['fast', 'all', 'same', 'listed-1', 'same@b', 'listed-2', 'same@c', 'listed-3']);
  });

  it('what a model can do is configured, else learned, else general; a prompt too large is passed on to nobody', async () => {
    const profiles = { m1: { context_tokens: 50_000 }, 'm2@b': { context_tokens: 500, tools: false } };
    create({ contextTokens: 20_000, profiles });
    servers[2]!.listed = [{ id: 'listed-3', max_model_len: 4096, capabilities: { vision: true } }];
    await model.listModels();
    expect(model.profile('fast')).toEqual({ contextTokens: 50_000 });
    expect(model.profile('m2@b')).toMatchObject({ contextTokens: 500, tools: false });
    expect(model.profile('listed-3')).toMatchObject({ contextTokens: 4096, vision: true });
    expect(model.profile('other')).toMatchObject({ contextTokens: 20_000 });
    servers[0]!.play({ fault: { kind: 'status', status: 504 } });
    const messages = [{ role: 'user' as const, content: 'word '.repeat(1000) }];
    expect((await ask({ messages })).error).toMatchObject({ code: 'upstream_error' });
    expect(asked()).toEqual([1, 0, 0]);
    expect((await ask({ messages, model: 'all' })).finish).toMatchObject({ upstream: 'c' });
    const tools = [{ name: 'clock', parameters: { type: 'object' } }];
    expect((await ask({ tools, model: 'all' })).finish).toMatchObject({ upstream: 'c' });
    expect(servers[1]!.chats).toHaveLength(0);
  });

  it('a model that refused tools in words about tools is remembered', async () => {
    servers[0]!.play({ fault: { kind: 'status', status: 400, body: '{"error":{"message":"no tools here"}}' } });
    await ask({ tools: [{ name: 'clock', parameters: { type: 'object' } }] });
    expect(model.profile('m1').tools).toBe(false);
    expect(model.profile('other').tools).toBeUndefined();
  });
});

async function startServer(n: number): Promise<ScriptedModel> {
  const server = await new ScriptedModel().start();
  server.models = ['same', `listed-${n}`];
  return server;
}
