import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { describeOnPostgres } from '../../support/on-postgres.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import type { RunningApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture } from '../chat/chat-fixture.js';

/** Messages of a conversation that no longer fits its window. */
const LONG = 6;

describe.each(testDatabases())('budgets and what is asked of a model beside turns on %s', (database) => {
  let chat: ChatFixture;
  let user: TestUser;
  beforeAll(async () => {
    const memory = { MEMORY_EXTRACTION: 'auto', MEMORY_SUMMARY: 'model', LLM_CONTEXT_TOKENS: '1024' };
    chat = await ChatFixture.start(database, {
      PRICES: JSON.stringify({ '*': { prompt: 1, completion: 1 } }),
      ...memory,
    });
  });
  afterAll(() => chat.stop());
  beforeEach(async () => {
    user = await registerUser(chat.app);
    chat.model.play({ usage: { prompt_tokens: 40, completion_tokens: 10 } });
  });

  const limit = async (limits: Record<string, number>) => {
    await chat.call('PATCH', `/api/admin/users/${user.id}`, { json: { limits } });
    await waitUntil('the limits are known', 2000, async () => ((await budgets()).length ? true : undefined));
  };
  const get = async (path: string): Promise<Json> => (await chat.call('GET', path, { token: user.token })).body;
  const budgets = async (): Promise<Json[]> => (await get('/api/stats/budget')).budgets;
  const ask = async (message: string, more: object = {}): Promise<Json> => {
    const { status, body } = await chat.ask({ message, max_tokens: 7, ...more }, { token: user.token });
    expect([status, body.code]).toEqual([200, undefined]);
    return body;
  };
  const purposes = async (): Promise<string[]> =>
    (await get('/api/stats/calls?limit=100')).data.map(({ purpose }: Json) => purpose);
  /** All that was asked and booked, once nothing more comes. */
  const settled = async (): Promise<string[]> => {
    for (let before: string[] = [], now = await purposes(); ; before = now, now = await purposes()) {
      if (now.length && now.length === before.length) return now;
      await new Promise((resume) => setTimeout(resume, 2500));
    }
  };
  const until = (what: string, isSo: () => Promise<boolean>) =>
    waitUntil(what, 30_000, async () => (await isSo()) || undefined);
  const learned = () => until('what was said is learned', async () => (await get('/api/memory')).data.length > 0);
  /** A conversation with a title of its own. */
  const titled = async (): Promise<string> =>
    (await chat.call('POST', '/api/session', { token: user.token, json: { title: 'named' } })).body.session.id;

  it('count in tokens and money, and not as turns', async () => {
    await limit({ tokens_per_day: 100_000, cost_per_month: 1, turns_per_day: 100 });
    await ask('My favourite fruit is the medlar.', { session_id: await titled() });
    const asked = await settled();
    expect(new Set(asked)).toEqual(new Set(['answer', 'facts']));
    const calls = asked.length;
    const used = Object.fromEntries((await budgets()).map(({ name, used }) => [name, used]));
    expect(used).toEqual({ tokens_per_day: 50 * calls, cost_per_month: (50 * calls) / 1e6, turns_per_day: 1 });
  });

  it('come to an end with the budget, and learn by patterns, sum up by sentences and leave the title instead', async () => {
    await limit({ tokens_per_day: 40_000 });
    const session_id = (await ask('The first of many words', { memory: false })).session_id as string;
    const words = 'and then there were boats upon the water, one after the other, all of them red. '.repeat(8);
    for (let i = 0; i < LONG; i++) await ask(`${i}. ${words}`, { session_id });
    const before = await settled();
    expect(before).toContain('summary');
    // It says that it cost more than there was: what is used up is known only afterwards.
    chat.model.play({ usage: { prompt_tokens: 40_000, completion_tokens: 10 } });
    await ask('My favourite fruit is the medlar.', { session_id });
    expect((await budgets())[0].used).toBeGreaterThan(40_000);
    await learned();
    // Titles are written when it was quiet for ten seconds.
    await new Promise((resume) => setTimeout(resume, 14_000));
    const after = await purposes();
    expect(after.slice(0, after.length - before.length)).toEqual(['answer']);
    expect((await get(`/api/session/${session_id}`)).session.title).toBe('The first of many words');
    const { body } = await chat.ask({ message: 'More?', session_id }, { token: user.token });
    expect(body.code).toBe('budget_exhausted');
  });

  it('of one account are not held back by the budget of another', async () => {
    await ask('My favourite fruit is the quince.', { session_id: await titled() });
    await until('facts are asked for and booked', async () => (await purposes()).includes('facts'));
  });
});

describeOnPostgres('the budget of an account in a worker that never saw a request of it', () => {
  let chat: ChatFixture;
  let worker: RunningApp;
  beforeAll(async () => {
    const secret = { JWT_SECRET_KEY: 'h8s2-Kd6vQm9xTz3LpWc7NfRb5YgJu4E' };
    chat = await ChatFixture.start('postgres', { RAI_ROLE: 'api', MEMORY_EXTRACTION: 'auto', ...secret });
    worker = await chat.app.replica({ RAI_ROLE: 'worker' });
  });
  afterAll(async () => {
    await worker.stop();
    await chat.stop();
  });

  it('ends what is asked of a model there, too', async () => {
    const { id, token } = await registerUser(chat.app);
    await chat.call('PATCH', `/api/admin/users/${id}`, { json: { limits: { tokens_per_day: 40_000 } } });
    // It says that it cost more than there was: what is used up is known only afterwards.
    chat.model.play({ usage: { prompt_tokens: 40_000, completion_tokens: 10 } });
    const json = { title: 'named' };
    const session_id = (await chat.call('POST', '/api/session', { token, json })).body.session.id as string;
    const { status } = await chat.ask({ message: 'My favourite fruit is the medlar.', session_id }, { token });
    expect(status).toBe(200);
    await waitUntil('what was said is learned', 30_000, async () => {
      const { body } = await chat.call('GET', '/api/memory', { token });
      return body.data.length > 0 || undefined;
    });
    const calls = await waitUntil('the answer is booked', 10_000, async () => {
      const { body } = await chat.call('GET', '/api/stats/calls?limit=100', { token });
      return (body.data as Json[]).length ? (body.data as Json[]) : undefined;
    });
    expect(calls.map(({ purpose }) => purpose)).toEqual(['answer']);
  });
});
