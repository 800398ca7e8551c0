import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer, Json } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { onDatabase, rolledUp } from './stats-calls.js';

const PRICES = JSON.stringify({ '*': { prompt: 1_000_000, completion: 1_000_000 } });

describe.each(testDatabases())('budgets on %s', (database) => {
  let chat: ChatFixture;
  let user: TestUser;
  beforeAll(async () => {
    chat = await ChatFixture.start(database, { PRICES });
  });
  beforeEach(async () => {
    user = await registerUser(chat.app);
    chat.model.play({});
  });
  afterAll(() => chat.stop());

  /** The first account is the administrator. */
  async function limit(limits: Record<string, number>): Promise<void> {
    await chat.call('PATCH', `/api/admin/users/${user.id}`, { json: { limits } });
    await knownEverywhere(user.token, 'account', limits);
  }
  /** A change counts at once where it was made, and within a second on other servers. */
  const knownEverywhere = (token: string, scope: string, limits: Record<string, number> | null) =>
    waitUntil('every server knows the limits', 1000, async () => {
      const seen = await chat.app.everywhere('GET', '/api/stats/budget', { token });
      const told = (body: Json) => body.budgets.filter((one: Json) => one.scope === scope);
      const isKnown = (body: Json) =>
        Object.entries(limits ?? {}).every(([name, most]) =>
          told(body).some((one: Json) => one.name === name && one.limit === most),
        ) && told(body).length === Object.keys(limits ?? {}).length;
      return seen.every(({ body }) => isKnown(body)) || undefined;
    });
  const ask = (json: object = {}, token = user.token) => chat.ask({ message: 'four letters', ...json }, { token });
  const budgets = async (token = user.token): Promise<Json[]> =>
    (await chat.call('GET', '/api/stats/budget', { token })).body.budgets;
  const accepted = (answers: Answer[]) => answers.filter(({ status }) => status === 200).length;
  const refused = (answers: Answer[]) => answers.filter(({ body }) => body.code === 'budget_exhausted').length;
  const race = (json: object = {}) => Promise.all(Array.from({ length: 50 }, () => ask(json)));
  const reservations = async () =>
    Number((await onDatabase(chat.app, 'SELECT count(*) AS n FROM budget_reservations'))[0].n);

  it('lets exactly as many of fifty at once begin as there are turns left', async () => {
    await limit({ turns_per_day: 10 });
    chat.model.play({ gapMs: 20 });
    const answers = await race();
    expect([accepted(answers), refused(answers)]).toEqual([10, 40]);
    const { status, body, headers } = await ask();
    expect([status, body.code, body.budget]).toEqual([429, 'budget_exhausted', 'turns_per_day']);
    expect(Date.parse(body.reset_at) - Date.now()).toBeLessThanOrEqual(86_400_000);
    expect(body.retry_after).toBeGreaterThan(0);
    expect(headers.get('retry-after')).toBe(String(body.retry_after));
    expect(await budgets()).toEqual([
      { name: 'turns_per_day', scope: 'account', limit: 10, used: 10, reserved: 0, reset_at: body.reset_at },
    ]);
  });

  it('does so for tokens by what each may come to', async () => {
    // Three tokens asked, seven answered at most.
    await limit({ tokens_per_day: 100 });
    chat.model.play({ gapMs: 100, usage: { prompt_tokens: 1, completion_tokens: 1 } });
    const answers = await race({ max_tokens: 7 });
    expect([accepted(answers), refused(answers)]).toEqual([10, 40]);
    // What they really came to leaves room for more.
    expect((await budgets())[0]).toMatchObject({ used: 20, reserved: 0 });
    expect((await ask({ max_tokens: 7 })).status).toBe(200);
  });

  it('does so for costs', async () => {
    await limit({ cost_per_month: 100 });
    chat.model.play({ gapMs: 100, usage: { prompt_tokens: 3, completion_tokens: 7 } });
    const answers = await race({ max_tokens: 7 });
    expect([accepted(answers), refused(answers)]).toEqual([10, 40]);
    expect((await budgets())[0]).toMatchObject({ name: 'cost_per_month', limit: 100, used: 100, reserved: 0 });
  });

  it('counts what was used before there was a budget', async () => {
    await ask();
    await ask();
    await limit({ turns_per_month: 3 });
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 429]);
  });

  it('gives back what came to nothing', async () => {
    await limit({ turns_per_day: 1 });
    chat.model.play({ fault: { kind: 'status', status: 400 } });
    expect((await ask()).status).toBe(502);
    expect((await ask()).status).toBe(502);
    chat.model.play({});
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 429]);
    expect(await reservations()).toBe(0);
  });

  it('holds for a regenerated answer and not for somebody else', async () => {
    await limit({ turns_per_day: 1 });
    const { body } = await ask();
    const json = { message_id: body.message_id };
    expect((await chat.call('POST', '/api/chat/regenerate', { token: user.token, json })).status).toBe(429);
    expect((await ask({}, chat.other.token)).status).toBe(200);
    expect(await budgets(chat.other.token)).toEqual([]);
  });

  it('holds for one API key and not for the others, also after a change and for what it used before', async () => {
    const makeKey = async (json: object) =>
      (await chat.call('POST', '/api/auth/keys', { token: user.token, json: { name: 'k', ...json } })).body;
    const { api_key: limited, key } = await makeKey({ limits: { turns_per_day: 10 } });
    const { api_key: free, key: freeKey } = await makeKey({});
    expect([limited.limits, free.limits]).toEqual([{ turns_per_day: 10 }, null]);
    chat.model.play({ gapMs: 20 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask({}, key)));
    expect([accepted(answers), refused(answers)]).toEqual([10, 40]);
    chat.model.play({});
    const { body } = await ask({}, key);
    expect([body.code, body.budget, body.scope]).toEqual(['budget_exhausted', 'turns_per_day', 'key']);
    expect(await budgets(key)).toEqual([
      { name: 'turns_per_day', scope: 'key', limit: 10, used: 10, reserved: 0, reset_at: body.reset_at },
    ]);
    expect([(await ask()).status, (await ask({}, freeKey)).status]).toEqual([200, 200]);

    const change = (id: string, limits: Json | null) =>
      chat.call('PATCH', `/api/auth/keys/${id}`, { token: user.token, json: { limits } });
    expect((await change(limited.id, { turns_per_day: 11 })).body.api_key.limits).toEqual({ turns_per_day: 11 });
    await knownEverywhere(key, 'key', { turns_per_day: 11 });
    expect([(await ask({}, key)).status, (await ask({}, key)).status]).toEqual([200, 429]);
    await change(limited.id, null);
    await knownEverywhere(key, 'key', null);
    expect((await ask({}, key)).status).toBe(200);
    await change(free.id, { turns_per_month: 2 });
    await knownEverywhere(freeKey, 'key', { turns_per_month: 2 });
    expect([(await ask({}, freeKey)).status, (await ask({}, freeKey)).status]).toEqual([200, 429]);
    // Once they are in the sums, they count the same.
    await rolledUp(chat.app);
    expect((await ask({}, freeKey)).body.scope).toBe('key');
    expect((await change(limited.id, { turns_per_day: -1 })).status).toBe(400);
    expect((await chat.call('PATCH', `/api/auth/keys/${free.id}`, { json: { limits: null } })).status).toBe(404);
  });

  it('holds for an agent, of a shared one for all who use it', async () => {
    const make = async (json: object, token: string) =>
      (await chat.call('POST', '/api/chat/agents', { token, json })).body.agent;
    const own = await make({ name: 'own', limits: { tokens_per_day: 100 } }, user.token);
    expect(own.limits).toEqual({ tokens_per_day: 100 });
    const uses = async (id: string, token = user.token): Promise<Json[]> =>
      (await chat.call('GET', `/api/chat/agents/${id}/budget`, { token })).body.budgets;
    chat.model.play({ gapMs: 100, usage: { prompt_tokens: 3, completion_tokens: 7 } });
    const answered = await race({ agent: 'own', max_tokens: 7 });
    expect([accepted(answered), refused(answered)]).toEqual([10, 40]);
    expect((await ask({ agent: 'own' })).body).toMatchObject({ budget: 'tokens_per_day', scope: 'agent' });
    expect(await uses(own.id)).toEqual([
      expect.objectContaining({ scope: 'agent', used: 100, reserved: 0, limit: 100 }),
    ]);
    expect((await ask()).status).toBe(200);

    const shared = await make({ name: 'ours', shared: true, limits: { turns_per_day: 10 } }, chat.user.token);
    const tokens = [user.token, chat.other.token];
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => ask({ agent: 'ours' }, tokens[i % 2])));
    expect([accepted(answers), refused(answers)]).toEqual([10, 40]);
    expect((await uses(shared.id, chat.other.token))[0]).toMatchObject({ used: 10, reserved: 0 });
    await rolledUp(chat.app);
    expect((await uses(shared.id))[0]).toMatchObject({ used: 10, reserved: 0 });
    expect((await ask({ agent: 'ours' }, chat.other.token)).status).toBe(429);
    await chat.call('PATCH', `/api/chat/agents/${shared.id}`, { json: { limits: null } });
    expect((await ask({ agent: 'ours' })).status).toBe(200);
  });

  it('keeps a ledger in which nothing is held for ever and all that is used is in the rows', async () => {
    await rolledUp(chat.app);
    for (let waited = 0; waited < 10_000 && (await reservations()); waited += 50)
      await new Promise((resume) => setTimeout(resume, 50));
    expect(await reservations()).toBe(0);
    for (const column of ['key_id', 'agent_id']) {
      const [rows] = await onDatabase(
        chat.app,
        `SELECT sum(prompt_tokens + completion_tokens) AS tokens, sum(cost_micros) AS cost,
          sum(CASE WHEN outcome = 'failed' THEN 0 ELSE 1 END) AS turns FROM usage_records WHERE ${column} IS NOT NULL`,
      );
      const [days] = await onDatabase(
        chat.app,
        `SELECT sum(tokens) AS tokens, sum(cost_micros) AS cost, sum(turns) AS turns FROM budget_days
          WHERE subject_id IN (SELECT ${column} FROM usage_records)`,
      );
      const numbers = ({ tokens, cost, turns }: Json) => [tokens, cost, turns].map(Number);
      expect(numbers(days)).toEqual(numbers(rows));
      expect(Number(days.turns)).toBeGreaterThan(10);
    }
  });

  it('saves nothing of what it refuses', async () => {
    await limit({ turns_per_day: 0 });
    expect((await ask()).status).toBe(429);
    const { body } = await chat.call('GET', '/api/session', { token: user.token });
    expect(body.data).toEqual([]);
  });

  it('is kept by all together where the server has one', async () => {
    const [{ n }] = await onDatabase(chat.app, `SELECT count(*) AS n FROM usage_records WHERE outcome <> 'failed'`);
    await chat.call('PATCH', '/api/admin/config', { json: { BUDGET_TURNS_PER_DAY: Number(n) + 4 } });
    await knownEverywhere(user.token, 'server', { turns_per_day: Number(n) + 4 });
    const tokens = [user.token, chat.other.token];
    chat.model.play({ gapMs: 20 });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => ask({}, tokens[i % 2])));
    expect([accepted(answers), refused(answers)]).toEqual([4, 16]);
    await chat.call('PATCH', '/api/admin/config', { json: { BUDGET_TURNS_PER_DAY: null } });
    await knownEverywhere(user.token, 'server', null);
    expect((await ask()).status).toBe(200);
  });

  it('refuses what is more than can be counted', async () => {
    for (const most of [1e15, 1e300, -1]) {
      const { status, body } = await chat.call('PATCH', '/api/admin/config', { json: { BUDGET_COST_PER_DAY: most } });
      expect([status, body.code]).toEqual([400, 'validation_failed']);
      expect((await ask()).status).toBe(200);
    }
    await chat.call('PATCH', '/api/admin/config', { json: { BUDGET_COST_PER_DAY: 1e9 } });
    await knownEverywhere(user.token, 'server', { cost_per_day: 1e9 });
    expect((await ask()).status).toBe(200);
    await chat.call('PATCH', '/api/admin/config', { json: { BUDGET_COST_PER_DAY: null } });
    await knownEverywhere(user.token, 'server', null);
  });

  it('neither loses nor keeps a share when the server is killed', async () => {
    await limit({ turns_per_day: 10 });
    chat.model.play({ gapMs: 200, tokens: Array.from({ length: 100 }, () => 'word ') });
    const answers = Array.from({ length: 30 }, () => ask().catch(() => undefined));
    while ((await reservations()) < 10) await new Promise((resume) => setTimeout(resume, 20));
    await chat.app.restart();
    await Promise.all(answers);
    chat.model.play({});
    // On PostgreSQL a dead server's turns are ended once their leases have run out.
    while ((await reservations()) > 0) await new Promise((resume) => setTimeout(resume, 100));
    expect((await budgets())[0]).toMatchObject({ used: 10, reserved: 0 });
    expect((await ask()).status).toBe(429);
  });

  it('nor a share of a key or an agent', async () => {
    const json = { name: 'k', limits: { turns_per_day: 6 } };
    const { key } = (await chat.call('POST', '/api/auth/keys', { token: user.token, json })).body;
    const agent = { name: 'brief', limits: { turns_per_day: 4 } };
    await chat.call('POST', '/api/chat/agents', { token: user.token, json: agent });
    chat.model.play({ gapMs: 200, tokens: Array.from({ length: 100 }, () => 'word ') });
    const answers = Array.from({ length: 10 }, () => ask({ agent: 'brief' }, key).catch(() => undefined));
    while ((await reservations()) < 4) await new Promise((resume) => setTimeout(resume, 20));
    await chat.app.restart();
    await Promise.all(answers);
    chat.model.play({});
    while ((await reservations()) > 0) await new Promise((resume) => setTimeout(resume, 100));
    expect((await ask({ agent: 'brief' }, key)).body).toMatchObject({ code: 'budget_exhausted', scope: 'agent' });
    expect([(await ask({}, key)).status, (await ask({}, key)).status, (await ask({}, key)).status]).toEqual([
      200, 200, 429,
    ]);
  });

  it('enforces the other limits of an account', async () => {
    const limits = { document_quota: 1, file_quota_bytes: 3 };
    await chat.call('PATCH', `/api/admin/users/${user.id}`, { json: { limits } });
    const add = (text: string) => chat.call('POST', '/api/rag/documents', { token: user.token, json: { text } });
    expect([(await add('one')).status, (await add('two')).body.code]).toEqual([202, 'quota_exceeded']);
    const body = new FormData();
    body.append('file', new Blob(['four']), 'a.txt');
    expect((await chat.call('POST', '/api/files', { token: user.token, body })).body.code).toBe('quota_exceeded');
  });
});
