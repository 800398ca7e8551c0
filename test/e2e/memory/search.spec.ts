import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { SessionCalls } from '../session/session-calls.js';

const ABSENT = '01890000-0000-7000-8000-000000000000';

const TALKS = [
  {
    external_id: 'kitchen',
    title: 'Kitchen',
    messages: [
      {
        role: 'user',
        name: 'Mara',
        external_id: 'k1',
        content: 'I bought a copper kettle at the market.',
        created_at: '2024-01-10T09:00:00Z',
      },
      { role: 'assistant', external_id: 'k2', content: 'Copper looks lovely.', created_at: '2024-01-10T09:01:00Z' },
    ],
  },
  {
    external_id: 'travel',
    title: 'Travel',
    messages: [
      {
        role: 'user',
        name: 'Mara',
        external_id: 't1',
        content: 'The copper kettle broke on the ferry to Bergen.',
        created_at: '2024-06-20T09:00:00Z',
      },
      {
        role: 'user',
        name: 'Jon',
        external_id: 't2',
        content: 'We stayed in a red cabin near the fjord.',
        created_at: '2024-06-21T09:00:00Z',
      },
    ],
  },
];

describe.each(testDatabases())('POST /api/memory/search on %s', (database) => {
  let app: RunningApp;
  let user: TestUser;
  let other: TestUser;
  let kitchen: string;
  beforeAll(async () => {
    app = await startApp({ database });
    user = await registerUser(app);
    other = await registerUser(app);
    [{ id: kitchen }] = await new SessionCalls(app, user.token).import(TALKS);
  });
  afterAll(() => app.stop());

  const search = (json: object, token = user.token) => app.call('POST', '/api/memory/search', { token, json });
  const ids = async (json: object) => (await search(json)).body.results.map((hit: Json) => hit.external_id);

  it('ranks what bears on the question, with where it is from', async () => {
    const { status, body } = await search({ query: 'Where did the kettle break?' });
    expect(status).toBe(200);
    expect(body.results[0]).toEqual({
      id: expect.any(String),
      kind: 'episode',
      content: 'The copper kettle broke on the ferry to Bergen.',
      score: expect.any(Number),
      session_id: expect.any(String),
      message_id: body.results[0].id,
      external_id: 't1',
      session_external_id: 'travel',
      name: 'Mara',
      role: 'user',
      created_at: '2024-06-20T09:00:00.000Z',
    });
    const scores = body.results.map(({ score }: Json) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(new Set(body.results.map(({ id }: Json) => id)).size).toBe(body.results.length);
  });

  it('keeps to top_k, a conversation, a time and a budget', async () => {
    const query = 'copper kettle';
    expect(await ids({ query, top_k: 1 })).toHaveLength(1);
    expect((await ids({ query, session_id: kitchen })).every((id: string) => id.startsWith('k'))).toBe(true);
    expect((await ids({ query, session_id: kitchen })).length).toBeGreaterThan(0);
    const early = await ids({ query, as_of: '2024-03-01T00:00:00Z' });
    expect(early).toContain('k1');
    expect(early).not.toContain('t1');
    const all = await ids({ query, top_k: 100 });
    expect(await ids({ query, top_k: 100, budget_tokens: 1_000_000 })).toEqual(all);
    const few = await ids({ query, top_k: 100, budget_tokens: 15 });
    expect(few).toEqual(all.slice(0, few.length));
    expect(few.length).toBeLessThan(all.length);
    expect(await ids({ query, budget_tokens: 1 })).toEqual([]);
    expect(await ids({ query, kinds: ['fact'] })).toEqual([]);
    expect(await ids({ query, kinds: ['episode', 'fact'] })).toEqual(await ids({ query }));
  });

  it('an answer given just now is found as soon as nothing is pending', async () => {
    const asked = await app.call('POST', '/api/chat', {
      token: user.token,
      json: { message: 'My umbrella is turquoise.' },
    });
    expect(asked.status).toBe(200);
    while ((await app.call('GET', '/api/memory/status', { token: user.token })).body.pending > 0);
    const { body } = await search({ query: 'umbrella colour turquoise' });
    expect(body.results[0]).toMatchObject({ id: asked.body.user_message_id, session_id: asked.body.session_id });
  });

  it('a conversation without memory is not remembered', async () => {
    const calls = new SessionCalls(app, user.token);
    const [{ id }] = await calls.import([{ messages: [{ role: 'user', content: 'the secret is rhubarb' }] }]);
    expect((await search({ query: 'rhubarb secret' })).body.results).toHaveLength(1);
    await calls.call('PATCH', `/${id}`, { json: { memory: false } });
    expect((await search({ query: 'rhubarb secret' })).body.results).toEqual([]);
  });

  it('shows nothing of others', async () => {
    expect((await search({ query: 'copper kettle' }, other.token)).body.results).toEqual([]);
    const foreign = await search({ query: 'copper kettle', session_id: kitchen }, other.token);
    const absent = await search({ query: 'copper kettle', session_id: ABSENT });
    for (const { status, body } of [foreign, absent]) expect([status, body.code]).toEqual([404, 'not_found']);
  });

  it.each(["don't", '"', 'AND', '*', 'NEAR(a', '(', '😀', 'x'.repeat(10_000), '\u202e', '%'])(
    'takes %j as a question',
    async (query) => {
      expect((await search({ query })).status).toBe(200);
    },
  );

  it.each([
    [{}, 'query'],
    [{ query: '' }, 'query'],
    [{ query: 7 }, 'query'],
    [{ query: 'x'.repeat(10_001) }, 'query'],
    [{ query: 'x', top_k: 0 }, 'top_k'],
    [{ query: 'x', top_k: 101 }, 'top_k'],
    [{ query: 'x', top_k: '5' }, 'top_k'],
    [{ query: 'x', kinds: ['dream'] }, 'kinds'],
    [{ query: 'x', session_id: 'nonsense' }, 'session_id'],
    [{ query: 'x', as_of: 'yesterday' }, 'as_of'],
    [{ query: 'x', budget_tokens: 0 }, 'budget_tokens'],
    [{ query: 'x', user_id: ABSENT }, 'user_id'],
  ])('refuses %j', async (json, field) => {
    const { status, body } = await search(json);
    expect([status, body.code]).toEqual([400, 'validation_failed']);
    expect(body.details[0].field).toContain(field);
  });

  it.each(['2024-02-30', '2024-W08', '20240101', '0000-01-01'])(
    'the time %s is answered or refused, never a server error',
    async (as_of) => {
      expect([200, 400]).toContain((await search({ query: 'kettle', as_of })).status);
    },
  );

  it('the working context is the newest messages of the branch', async () => {
    const { status, body } = await app.call('GET', `/api/memory/context/${kitchen}`, { token: user.token });
    expect(status).toBe(200);
    expect(body.context).toMatchObject({ session_id: kitchen, limit: expect.any(Number), summary: null });
    expect(body.context.messages.map(({ role }: Json) => role)).toEqual(['user', 'assistant']);
    expect(body.context.used).toBeLessThanOrEqual(body.context.limit);
    for (const [id, token, expected] of [
      [kitchen, other.token, 404],
      [ABSENT, user.token, 404],
      ['nonsense', user.token, 400],
      [kitchen, '', 401],
    ] as const) {
      expect((await app.call('GET', `/api/memory/context/${id}`, { token })).status).toBe(expected);
    }
  });
});
