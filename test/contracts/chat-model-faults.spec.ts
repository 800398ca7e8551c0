import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../src/common/clock.js';
import { OpenAiChatModel } from '../../src/platform/llm/openai-compatible/openai-chat-model.js';
import { UpstreamError, reasonAfterText } from '../../src/platform/llm/upstream-error.js';
import { readChat } from '../support/chat-events.js';
import { DEFAULT_TOKENS, type Fault } from '../support/scripted-model/script.js';
import { ScriptedModel } from '../support/scripted-model/scripted-model.js';

/** Small, so that the grid is quick; the promise is: typed within the limit + 2 s. */
const LIMITS = { connectTimeoutMs: 400, firstTokenTimeoutMs: 500, idleTimeoutMs: 400, totalTimeoutMs: 2000 };
const LATEST_MS = LIMITS.firstTokenTimeoutMs + 2000;
const MID = 3;

/** A fault in the stream, what it is called before any text and after it. */
const IN_STREAM: [name: string, make: (at: number) => Fault, before: string, after: string][] = [
  ['stall', (at) => ({ kind: 'stall', at }), 'first_token_timeout', 'upstream_idle'],
  ['comments only', (at) => ({ kind: 'comments-only', at }), 'first_token_timeout', 'upstream_idle'],
  ['empty deltas only', (at) => ({ kind: 'empty-deltas', at }), 'first_token_timeout', 'upstream_idle'],
  ['close', (at) => ({ kind: 'close', at }), 'reset', 'upstream_closed'],
  ['clean end', (at) => ({ kind: 'end', at }), 'closed', 'upstream_closed'],
  ['reset', (at) => ({ kind: 'reset', at }), 'reset', 'upstream_closed'],
  ['malformed event', (at) => ({ kind: 'malformed', at }), 'malformed', 'upstream_closed'],
  ['truncated event', (at) => ({ kind: 'truncated-event', at }), 'closed', 'upstream_closed'],
  ['event that is no object', (at) => ({ kind: 'not-an-object', at }), 'malformed', 'upstream_closed'],
  ['error object', (at) => ({ kind: 'error-event', at }), 'stream_error', 'upstream_closed'],
  ['named error event', (at) => ({ kind: 'named-error-event', at }), 'stream_error', 'upstream_closed'],
  ['finish_reason error', (at) => ({ kind: 'finish-reason-error', at }), 'stream_error', 'upstream_closed'],
  ['broken chunk', (at) => ({ kind: 'bad-chunk-size', at }), 'reset', 'upstream_closed'],
];

/** Faults that leave no stream: the public code, the fault, and how many attempts the server sees. */
const WITHOUT_STREAM: [name: string, fault: Fault, code: string, attempts: number][] = [
  ['silence', { kind: 'silence' }, 'upstream_timeout', 1],
  ['headers only', { kind: 'headers-only' }, 'upstream_timeout', 1],
  ['close before the headers', { kind: 'close-before-headers' }, 'upstream_error', 3],
  ['reset before the headers', { kind: 'reset-before-headers' }, 'upstream_error', 3],
  ...[400, 401, 403, 404, 408, 413, 422].map((status): [string, Fault, string, number] => [
    `${status}`,
    { kind: 'status', status },
    'upstream_rejected',
    1,
  ]),
  ['429', { kind: 'status', status: 429 }, 'upstream_rate_limited', 3],
  ['429, asks for a long wait', { kind: 'status', status: 429, retryAfter: '31' }, 'upstream_rate_limited', 1],
  ...[500, 502, 503, 529].map((status): [string, Fault, string, number] => [
    `${status}`,
    { kind: 'status', status },
    'upstream_error',
    3,
  ]),
  ['504', { kind: 'status', status: 504 }, 'upstream_error', 1],
  ['500 whose body never comes', { kind: 'status-then-stall', status: 500 }, 'upstream_error', 1],
  [
    '502 web page',
    { kind: 'status', status: 502, body: '<html>no</html>', contentType: 'text/html' },
    'upstream_error',
    3,
  ],
  ['web page', { kind: 'html' }, 'upstream_error', 1],
  ['error object with status 200', { kind: 'json-error' }, 'upstream_error', 1],
  ['JSON that is cut off', { kind: 'truncated-json' }, 'upstream_error', 1],
  ['empty body', { kind: 'empty-body' }, 'upstream_error', 1],
  ['empty answer', { kind: 'empty-answer' }, 'upstream_error', 1],
  ['redirect', { kind: 'redirect' }, 'upstream_error', 1],
];

describe('a fault of the model server', () => {
  let server: ScriptedModel;
  let model: OpenAiChatModel;
  const create = (limits: typeof LIMITS) =>
    new OpenAiChatModel(
      { ...limits, apiUrl: server.url, apiKey: 'test-key', model: '' },
      { clock: new SystemClock(), random: () => 0 },
    );
  const ask = () =>
    model.stream({ model: 'm', messages: [{ role: 'user', content: 'hi' }] }, new AbortController().signal);

  beforeAll(async () => {
    server = await new ScriptedModel().start();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    server.requests.length = 0;
    model = create(LIMITS);
  });
  afterEach(() => model.close());

  describe.each(IN_STREAM)('%s', (_name, make, before, after) => {
    it.each([0, 1])('before any text, at event %i, is a typed error', async (at) => {
      server.play({ fault: make(at) });
      const { error, text, finish, ms } = await readChat(ask());
      expect(error).toBeInstanceOf(UpstreamError);
      expect((error as UpstreamError).fault).toBe(before);
      expect({ text, finish }).toEqual({ text: '', finish: undefined });
      expect(ms).toBeLessThan(LATEST_MS);
      await server.until(() => server.openStreams === 0);
    });

    it('after text keeps the text and tells the reason', async () => {
      server.play({ fault: make(MID) });
      const { error, text, finish, ms } = await readChat(ask());
      expect(error).toBeInstanceOf(UpstreamError);
      expect(reasonAfterText(error)).toBe(after);
      expect({ text, finish }).toEqual({ text: DEFAULT_TOKENS.slice(0, MID - 1).join(''), finish: undefined });
      expect(ms).toBeLessThan(LATEST_MS);
      expect(server.chats).toHaveLength(1);
      await server.until(() => server.openStreams === 0);
    });
  });

  it.each(WITHOUT_STREAM)('%s is a typed error', async (_name, fault, code, attempts) => {
    server.play({ fault });
    const { error, events, ms } = await readChat(ask());
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({ code });
    expect(events).toEqual([]);
    expect(server.chats).toHaveLength(attempts);
    expect(ms).toBeLessThan(LATEST_MS);
    expect(JSON.stringify([(error as Error).message, String((error as Error).cause)])).not.toContain('test-key');
    await server.until(() => server.openStreams === 0);
  });

  it('refused is unavailable, and after five of them told at once', async () => {
    await server.close();
    for (let i = 0; i < 5; i++) expect((await readChat(ask())).error).toMatchObject({ fault: 'refused' });
    const { error, ms } = await readChat(ask());
    expect(error).toMatchObject({ code: 'upstream_unavailable', fault: 'circuit_open' });
    expect(ms).toBeLessThan(200);
    await server.start(Number(new URL(server.url).port));
  });

  it('a slow answer that goes on is no fault, however long past the idle limit', async () => {
    server.play({ gapMs: LIMITS.idleTimeoutMs / 3 });
    const { error, text } = await readChat(ask());
    expect(error).toBeUndefined();
    expect(text).toBe(DEFAULT_TOKENS.join(''));
  });

  it('an answer without end is cut at the total limit', async () => {
    server.play({ fault: { kind: 'infinite', at: 1 } });
    const { error, text } = await readChat(ask());
    expect(error).toMatchObject({ code: 'upstream_timeout', fault: 'total_timeout' });
    expect(reasonAfterText(error)).toBe('deadline');
    expect(text).toContain('again again');
    await server.until(() => server.openStreams === 0);
  });

  it('more text than is accepted is too large', async () => {
    const piece = 'x'.repeat(4 * 1024 * 1024);
    await model.close();
    const patient = { connectTimeoutMs: 9000, firstTokenTimeoutMs: 9000, idleTimeoutMs: 9000, totalTimeoutMs: 30_000 };
    model = create(patient);
    server.play({ tokens: Array.from({ length: 12 }, () => piece) });
    const { error, finish } = await readChat(ask());
    expect(error).toMatchObject({ code: 'upstream_too_large' });
    expect(finish).toBeUndefined();
  });

  it.each([
    ['reset', { kind: 'reset-before-headers' } as Fault],
    ['503', { kind: 'status', status: 503 } as Fault],
    ['429 with a wait of one second', { kind: 'status', status: 429, retryAfter: '1' } as Fault],
  ])('%s that passes is retried into a whole answer', async (_name, fault) => {
    server.play({ fault, faultTimes: 1 });
    const { error, text, finish } = await readChat(ask());
    expect(error).toBeUndefined();
    expect(text).toBe(DEFAULT_TOKENS.join(''));
    expect(finish?.reason).toBe('stop');
    expect(server.chats).toHaveLength(2);
  });

  it('an unknown model is told as such', async () => {
    server.play({ fault: { kind: 'status', status: 404, body: '{"error":{"message":"model \'m\' not found"}}' } });
    expect((await readChat(ask())).error).toMatchObject({ code: 'model_not_found' });
  });

  it('the wait a rate limit asks for is passed on', async () => {
    server.play({ fault: { kind: 'status', status: 429, retryAfter: '45' } });
    expect((await readChat(ask())).error).toMatchObject({ code: 'upstream_rate_limited', retryAfter: 45 });
  });
});
