import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser } from '../../support/register-user.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { onDatabase, rolledUp } from './stats-calls.js';

describe.each(testDatabases())('budgets of the whole server and accounts that are deleted, on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database, {
      PRICES: JSON.stringify({ '*': { prompt: 1_000_000, completion: 1_000_000 } }),
      BUDGET_TURNS_PER_DAY: '6',
      BUDGET_TOKENS_PER_MONTH: '100000',
      BUDGET_COST_PER_MONTH: '100000',
    });
    chat.model.play({ usage: { prompt_tokens: 3, completion_tokens: 7 } });
  });
  afterAll(() => chat.stop());

  const used = async (): Promise<Record<string, number>> => {
    const { body } = await chat.call('GET', '/api/stats/budget');
    const ofServer = body.budgets.filter(({ scope }: Json) => scope === 'server');
    return Object.fromEntries(ofServer.map((one: Json) => [one.name, one.used]));
  };

  it('go on counting what these have used', async () => {
    for (const answers of [2, 4]) {
      const { token, password } = await registerUser(chat.app);
      const ask = async () => (await chat.ask({ message: 'Hello', memory: false }, { token })).status;
      const before = (await used()).turns_per_day!;
      expect(await ask()).toBe(200);
      // Some of it is in the sums, some is not yet.
      await rolledUp(chat.app);
      while ((await used()).turns_per_day! < answers) expect(await ask()).toBe(200);
      expect(before).toBe(answers - 2);
      const spent = await used();
      expect(spent).toEqual({
        turns_per_day: answers,
        tokens_per_month: answers * 10,
        cost_per_month: answers * 10,
      });
      expect((await chat.call('DELETE', '/api/auth/me', { token, json: { password } })).status).toBe(200);
      expect(await used()).toEqual(spent);
    }
    const days = await onDatabase(chat.app, 'SELECT subject_id, turns FROM budget_days');
    expect(days).toEqual([{ subject_id: '00000000-0000-0000-0000-000000000000', turns: 4 }]);
  });

  it('and so do those of a shared agent', async () => {
    const json = { name: 'ours', shared: true, limits: { turns_per_day: 1 } };
    const { agent } = (await chat.call('POST', '/api/chat/agents', { json })).body;
    const { token, password } = await registerUser(chat.app);
    expect((await chat.ask({ message: 'Hello', agent: 'ours', memory: false }, { token })).status).toBe(200);
    expect((await chat.call('DELETE', '/api/auth/me', { token, json: { password } })).status).toBe(200);
    const { body } = await chat.call('GET', `/api/chat/agents/${agent.id}/budget`);
    expect(body.budgets).toMatchObject([{ name: 'turns_per_day', scope: 'agent', used: 1 }]);
    expect((await chat.ask({ message: 'Hello', agent: 'ours' })).body).toMatchObject({ scope: 'agent' });
  });
});
