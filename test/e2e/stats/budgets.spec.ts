import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer, Json } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { onDatabase } from './stats-calls.js';

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
  const limit = (limits: Json, id = user.id) => chat.call('PATCH', `/api/admin/users/${id}`, { json: { limits } });
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

  it('saves nothing of what it refuses', async () => {
    await limit({ turns_per_day: 0 });
    expect((await ask()).status).toBe(429);
    const { body } = await chat.call('GET', '/api/session', { token: user.token });
    expect(body.data).toEqual([]);
  });

  it('is kept by all together where the server has one', async () => {
    const [{ n }] = await onDatabase(chat.app, `SELECT count(*) AS n FROM usage_records WHERE outcome <> 'failed'`);
    await chat.call('PATCH', '/api/admin/config', { json: { BUDGET_TURNS_PER_DAY: Number(n) + 4 } });
    const tokens = [user.token, chat.other.token];
    chat.model.play({ gapMs: 20 });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => ask({}, tokens[i % 2])));
    expect([accepted(answers), refused(answers)]).toEqual([4, 16]);
    await chat.call('PATCH', '/api/admin/config', { json: { BUDGET_TURNS_PER_DAY: null } });
    expect((await ask()).status).toBe(200);
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

  it('enforces the other limits of an account', async () => {
    await limit({ document_quota: 1, file_quota_bytes: 3 });
    const add = (text: string) => chat.call('POST', '/api/rag/documents', { token: user.token, json: { text } });
    expect([(await add('one')).status, (await add('two')).body.code]).toEqual([202, 'quota_exceeded']);
    const body = new FormData();
    body.append('file', new Blob(['four']), 'a.txt');
    expect((await chat.call('POST', '/api/files', { token: user.token, body })).body.code).toBe('quota_exceeded');
  });
});
