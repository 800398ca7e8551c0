import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Fault } from '../../support/scripted-model/script.js';
import { ScriptedModel } from '../../support/scripted-model/scripted-model.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture, expectWholeStream } from './chat-fixture.js';

/** Small, so that the grid is quick; the promise is a typed error within the idle limit + 2 s. */
const LIMITS = {
  LLM_CONNECT_TIMEOUT_MS: '400',
  // Two retries with their waits fit in, or a reset would be told as a timeout.
  LLM_FIRST_TOKEN_TIMEOUT_MS: '2000',
  LLM_IDLE_TIMEOUT_MS: '400',
  LLM_TOTAL_TIMEOUT_MS: '2500',
};
const GRACE_MS = 2000;
const TOKENS = ['one ', 'two ', 'three ', 'four ', 'five '];

const STATUS = {
  upstream_unavailable: 503,
  upstream_timeout: 504,
  upstream_rate_limited: 503,
  upstream_rejected: 502,
  upstream_error: 502,
  upstream_too_large: 502,
} as const;
type Code = keyof typeof STATUS;
type Row = [name: string, make: (at: number) => Fault, before: Code, reason: string, after: Code];

/** A fault in the stream: the code before any text, reason and code after some. */
const IN_STREAM: Row[] = [
  ['stall', (at) => ({ kind: 'stall', at }), 'upstream_timeout', 'upstream_idle', 'upstream_timeout'],
  ['comments only', (at) => ({ kind: 'comments-only', at }), 'upstream_timeout', 'upstream_idle', 'upstream_timeout'],
  ['empty deltas', (at) => ({ kind: 'empty-deltas', at }), 'upstream_timeout', 'upstream_idle', 'upstream_timeout'],
  ['close', (at) => ({ kind: 'close', at }), 'upstream_error', 'upstream_closed', 'upstream_error'],
  ['clean end', (at) => ({ kind: 'end', at }), 'upstream_error', 'upstream_closed', 'upstream_error'],
  ['reset', (at) => ({ kind: 'reset', at }), 'upstream_error', 'upstream_closed', 'upstream_error'],
  ['malformed', (at) => ({ kind: 'malformed', at }), 'upstream_error', 'upstream_closed', 'upstream_error'],
  ['truncated', (at) => ({ kind: 'truncated-event', at }), 'upstream_error', 'upstream_closed', 'upstream_error'],
  ['not an object', (at) => ({ kind: 'not-an-object', at }), 'upstream_error', 'upstream_closed', 'upstream_error'],
  ['error event', (at) => ({ kind: 'error-event', at }), 'upstream_error', 'upstream_closed', 'upstream_error'],
  ['named error', (at) => ({ kind: 'named-error-event', at }), 'upstream_error', 'upstream_closed', 'upstream_error'],
  [
    'finish error',
    (at) => ({ kind: 'finish-reason-error', at }),
    'upstream_error',
    'upstream_closed',
    'upstream_error',
  ],
  ['broken chunk', (at) => ({ kind: 'bad-chunk-size', at }), 'upstream_error', 'upstream_closed', 'upstream_error'],
];

const WITHOUT_STREAM: [name: string, fault: Fault, code: Code][] = [
  ['silence', { kind: 'silence' }, 'upstream_timeout'],
  ['headers only', { kind: 'headers-only' }, 'upstream_timeout'],
  ['close before headers', { kind: 'close-before-headers' }, 'upstream_error'],
  ['reset before headers', { kind: 'reset-before-headers' }, 'upstream_error'],
  ['400', { kind: 'status', status: 400 }, 'upstream_rejected'],
  [
    '400 with NUL',
    { kind: 'status', status: 400, body: '{"error":{"message":"a\\u0000\\ud83db"}}' },
    'upstream_rejected',
  ],
  ['401', { kind: 'status', status: 401 }, 'upstream_rejected'],
  ['403', { kind: 'status', status: 403 }, 'upstream_rejected'],
  ['404', { kind: 'status', status: 404 }, 'upstream_rejected'],
  ['429', { kind: 'status', status: 429, retryAfter: '45' }, 'upstream_rate_limited'],
  ['500', { kind: 'status', status: 500 }, 'upstream_error'],
  ['503', { kind: 'status', status: 503 }, 'upstream_error'],
  ['529', { kind: 'status', status: 529 }, 'upstream_error'],
  ['html', { kind: 'html' }, 'upstream_error'],
  ['json error', { kind: 'json-error' }, 'upstream_error'],
  ['truncated json', { kind: 'truncated-json' }, 'upstream_error'],
  ['empty body', { kind: 'empty-body' }, 'upstream_error'],
  ['empty answer', { kind: 'empty-answer' }, 'upstream_error'],
  ['redirect', { kind: 'redirect' }, 'upstream_error'],
];

describe.each(testDatabases())('a fault of the model server, seen from outside, on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database, LIMITS);
  });
  afterAll(() => chat.stop());

  let nth = 0;
  /** A model name that plays the fault; many at once, as the limits are long compared to the work. */
  const scripted = (fault: Fault) => {
    const model = `fault-${nth++}`;
    chat.model.playFor(model, { tokens: TOKENS, gapMs: 5, fault });
    return model;
  };

  async function streamed(model: string) {
    const began = Date.now();
    const frames = await (await chat.stream({ message: 'hello', model, memory: false })).all();
    const end = expectWholeStream(frames);
    expect(Date.now() - began).toBeLessThan(Number(LIMITS.LLM_TOTAL_TIMEOUT_MS) + GRACE_MS);
    await expectSaved(end);
    return end;
  }

  async function whole(model: string) {
    const answer = await chat.ask({ message: 'hello', model, memory: false });
    const { session_id, turn_id, message_id, code } = answer.body;
    expect(answer.status).toBe(STATUS[code as Code]);
    const turn = await chat.turn(turn_id);
    expect([turn.code, turn.session_id, turn.message_id]).toEqual([code, session_id, message_id]);
    await expectSaved({ ...turn, turn_status: turn.state });
    return { ...turn, turn_status: turn.state };
  }

  async function expectSaved(end: Record<string, string>) {
    const [question, answer, ...more] = await chat.messages(end.session_id!);
    expect(more).toEqual([]);
    expect(question.content).toBe('hello');
    expect([answer.id, answer.content, answer.state]).toEqual([end.message_id, end.response, end.turn_status]);
    expect([answer.reason, answer.code]).toEqual([end.reason, end.code]);
  }

  it.each(IN_STREAM)('%s', async (_name, make, before, reason, after) => {
    // 0: before anything; 1: after the role; 2, 3, 5: with text.
    await Promise.all(
      [0, 1, 2, 3, 5].flatMap((at) =>
        [streamed, whole].map(async (way) => {
          const end = await way(scripted(make(at)));
          if (at < 2) {
            expect(end).toMatchObject({ turn_status: 'failed', code: before, response: '' });
            expect(end).not.toHaveProperty('reason');
          } else {
            expect(end).toMatchObject({ turn_status: 'incomplete', reason, code: after });
            expect(end.response).not.toBe('');
            expect(TOKENS.join('').startsWith(end.response)).toBe(true);
          }
          expect(end.error).toEqual(expect.any(String));
        }),
      ),
    );
  });

  it.each(WITHOUT_STREAM)('%s', async (_name, fault, code) => {
    const ends = await Promise.all([streamed(scripted(fault)), whole(scripted(fault))]);
    for (const end of ends) expect(end).toMatchObject({ turn_status: 'failed', code, response: '' });
  });

  it('an answer without end is cut at the total limit', async () => {
    const [a, b] = await Promise.all([
      streamed(scripted({ kind: 'infinite', at: 1 })),
      whole(scripted({ kind: 'infinite', at: 1 })),
    ]);
    for (const end of [a, b]) {
      expect(end).toMatchObject({ turn_status: 'incomplete', reason: 'deadline', code: 'upstream_timeout' });
    }
  });

  it('the wait a rate limit asks for is passed on', async () => {
    const model = scripted({ kind: 'status', status: 429, retryAfter: '45' });
    const { status, headers, body } = await chat.ask({ message: 'hello', model });
    expect([status, body.code, body.retry_after]).toEqual([503, 'upstream_rate_limited', 45]);
    expect(headers.get('retry-after')).toBe('45');
  });

  it('a fault that passes is retried into one whole answer', async () => {
    chat.model.playFor('passing', { tokens: TOKENS, fault: { kind: 'status', status: 503 }, faultTimes: 1 });
    const { status, body } = await chat.ask({ message: 'hello', model: 'passing' });
    expect([status, body.response]).toEqual([200, TOKENS.join('')]);
    expect(await chat.messages(body.session_id)).toHaveLength(2);
  });

  it('after a fault the conversation goes on, the failed answer is not in the prompt', async () => {
    const failed = await chat.ask({ message: 'first', model: scripted({ kind: 'html' }) });
    const { session_id } = failed.body;
    const { status } = await chat.ask({ message: 'second', session_id, memory: false });
    expect(status).toBe(200);
    const prompt = chat.model.chats.at(-1)!.body!.messages.map(({ content }) => content);
    expect(prompt.slice(1)).toEqual(['first', 'second']);
  });

  it('no server at all is told as such, and the same key gives the same error', async () => {
    const port = Number(new URL(chat.model.url).port);
    await chat.model.close();
    const options = { headers: { 'idempotency-key': `gone-${database}` } };
    const answers = [await chat.ask({ message: 'hello' }, options), await chat.ask({ message: 'hello' }, options)];
    for (const { status, body } of answers) expect([status, body.code]).toEqual([503, 'upstream_unavailable']);
    expect(answers[1]!.body.turn_id).toBe(answers[0]!.body.turn_id);
    await chat.model.start(port);
    expect(chat.model).toBeInstanceOf(ScriptedModel);
  });
});
