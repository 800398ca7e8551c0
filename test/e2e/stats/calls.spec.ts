import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser } from '../../support/register-user.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { callsThenSays } from '../tools/calling.js';
import { callsWritten, onDatabase, scraped } from './stats-calls.js';

const PRICES = JSON.stringify({ '*': { prompt: 2, completion: 10 } });
const USAGE = { prompt_tokens: 11, completion_tokens: 7 };

describe.each(testDatabases())('model calls on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database, { PRICES, MEMORY_EXTRACTION: 'auto' });
  });
  afterAll(() => chat.stop());

  /** In a conversation with a title of its own: whether one is written depends on how long the suite takes. */
  const titled = async (token = chat.user.token): Promise<string> =>
    (await chat.call('POST', '/api/session', { token, json: { title: 'named' } })).body.session.id;
  const ask = async (json: object, token = chat.user.token) =>
    chat.ask({ session_id: await titled(token), ...json }, { token });

  const calls = async (token = chat.user.token): Promise<Json[]> =>
    (await chat.call('GET', '/api/stats/calls', { token })).body.data;
  const summary = async (query = ''): Promise<Json> =>
    (await chat.call('GET', `/api/stats/summary?${query}`)).body.summary;
  const total = async (query: string): Promise<number> => {
    const { body } = await chat.call('GET', `/api/stats/timeseries?bucket=day&${query}`);
    return body.series.reduce((sum: number, { value }: Json) => sum + value, 0);
  };

  it('are a row each: rounds with tools, retries, what they cost and took', async () => {
    const calculation = { name: 'calculator', args: { expression: '6 * 7' } };
    const bad = { name: 'calculator', args: { expression: '1 / 0' } };
    chat.model.play((body) => ({ ...callsThenSays([[calculation, bad]], ['42', '.'])(body), usage: USAGE }));
    await chat.call('POST', '/api/chat/agents', { json: { name: 'counter', tools: ['calculator'] } });
    const { body: answer } = await ask({ message: 'six times seven', agent: 'counter' });
    expect(answer.usage).toMatchObject({ prompt_tokens: 22, completion_tokens: 14 });
    await callsWritten(chat.app, 2);
    const [second, first] = await calls();
    expect([first!.purpose, second!.purpose]).toEqual(['answer', 'tool_round']);
    for (const call of [first!, second!]) {
      expect(call).toMatchObject({
        turn_id: answer.turn_id,
        tokens: { prompt: 11, completion: 7, total: 18 },
        estimated: false,
        cost: (11 * 2 + 7 * 10) / 1e6,
        retries: 0,
        outcome: 'complete',
        code: null,
      });
      expect(call.ttft_ms).toBeLessThanOrEqual(call.latency_ms);
    }

    chat.model.play({ usage: USAGE, fault: { kind: 'status', status: 503 }, faultTimes: 1 });
    await ask({ message: 'after a hiccup' });
    chat.model.play({ fault: { kind: 'status', status: 400 } });
    await ask({ message: 'in vain' });
    await callsWritten(chat.app, 4);
    const [failed, retried] = await calls();
    expect(retried).toMatchObject({ retries: 1, outcome: 'complete', tokens: { total: 18 } });
    expect(failed).toMatchObject({ outcome: 'failed', code: 'upstream_rejected', tokens: { total: 0 }, cost: 0 });
    expect(await calls(chat.other.token)).toEqual([]);
  });

  it('of a stopped answer are estimated from what came', async () => {
    chat.model.play({ tokens: Array.from({ length: 200 }, () => 'four'), gapMs: 20 });
    const turn = await chat.stream({ session_id: await titled(), message: 'a long story' });
    await turn.until('text-delta');
    const { turn_id } = await turn.start();
    await chat.call('POST', `/api/chat/turns/${turn_id}/stop`);
    await turn.all();
    await callsWritten(chat.app, 5);
    const [stopped] = await calls();
    expect(stopped).toMatchObject({ turn_id, outcome: 'stopped', estimated: true, code: null });
    expect(stopped!.tokens.completion).toBeGreaterThan(0);
    expect(stopped!.tokens.prompt).toBeGreaterThan(0);
  });

  it('of background work are booked on whom it is for', async () => {
    chat.model.play({ tokens: ['{"memories":[]}'], usage: USAGE });
    await ask({ message: 'My dog is called Waldo.' });
    await callsWritten(chat.app, 7);
    const facts = (await calls()).filter(({ purpose }) => purpose === 'facts');
    expect(facts).toEqual([
      expect.objectContaining({ turn_id: null, outcome: 'complete', tokens: { prompt: 11, completion: 7, total: 18 } }),
    ]);
  });

  it('add up to the same in rows, sums by span, series, summary and metrics; so do tools and errors', async () => {
    const columns = `sum(prompt_tokens) AS prompt, sum(completion_tokens) AS completion, sum(cost_micros) AS cost,
      sum(retries) AS retries`;
    const sums = async (from: string, count: string, errors: string) => {
      const [row] = await onDatabase(
        chat.app,
        `SELECT ${count} AS calls, ${errors} AS errors, ${columns} FROM ${from}`,
      );
      return [row.calls, row.errors, row.prompt, row.completion, row.cost, row.retries].map(Number);
    };
    const rows = await sums('model_calls', 'count(*)', 'sum(CASE WHEN code IS NULL THEN 0 ELSE 1 END)');
    expect(rows.slice(0, 2)).toEqual([7, 1]);
    expect(rows[4]).toBe(rows[2]! * 2 + rows[3]! * 10);
    for (const grain of ['minute', 'quarter', 'hour', 'day'])
      expect(await sums(`call_rollups WHERE grain = '${grain}'`, 'sum(calls)', 'sum(errors)')).toEqual(rows);

    const { calls: own, counts } = await summary();
    const { tokens } = own;
    expect([own.count, own.errors, tokens.prompt, tokens.completion, Math.round(own.cost * 1e6), own.retries]).toEqual(
      rows,
    );
    expect(own.by_purpose.map(({ purpose, count }: Json) => [purpose, count])).toEqual([
      ['answer', 5],
      ['facts', 1],
      ['tool_round', 1],
    ]);
    // A range that cuts its minutes is read from the rows.
    const to = new Date(Date.now() + 1).toISOString();
    expect((await summary(`from=${new Date(Date.now() - 600_000).toISOString()}&to=${to}`)).calls.count).toBe(rows[0]);
    expect(await total('metric=calls')).toBe(rows[0]);
    expect(await total('metric=calls&group_by=purpose')).toBe(rows[0]);
    expect(await total('metric=call_tokens')).toBe(rows[2]! + rows[3]!);
    expect(Math.round((await total('metric=call_cost&group_by=model')) * 1e6)).toBe(rows[4]);
    expect(await total('metric=retries')).toBe(rows[5]);
    expect(await total('metric=tools')).toBe(2);
    expect(counts.tools).toEqual([{ label: 'calculator', ok: 1, failed: 1 }]);
    expect(counts.errors).toEqual([{ label: 'upstream_rejected', ok: 0, failed: 1 }]);

    const metric = await scraped(chat.app);
    expect(metric('rai_model_calls_total')).toBe(rows[0]);
    expect(metric('rai_upstream_faults_total')).toBe(rows[1]);
    expect(metric('rai_model_tokens_total')).toBe(rows[2]! + rows[3]!);
    expect(metric('rai_model_retries_total')).toBe(rows[5]);
    expect(metric('rai_model_call_seconds_count')).toBe(rows[0]);
    expect(metric('rai_tool_calls_total')).toBe(2);
    // Turns whose server counted: what their calls came to is what they came to.
    const [{ n: different }] = await onDatabase(
      chat.app,
      `SELECT count(*) AS n FROM usage_records u WHERE u.estimated = 0 AND u.prompt_tokens + u.completion_tokens <>
        (SELECT sum(c.prompt_tokens + c.completion_tokens) FROM model_calls c WHERE c.user_id = u.user_id AND c.turn_id = u.turn_id)`,
    );
    expect(Number(different)).toBe(0);
  });

  it('and sign-ins are counted for the account they were for, and for administrators together', async () => {
    const user = await registerUser(chat.app);
    const login = (password: string) =>
      chat.app.call('POST', '/api/auth/login', { json: { username: user.username, password } });
    await login(user.password);
    await login('not-the-password');
    await login('nor-this-one');
    const own = async (token: string, more = '') =>
      (await chat.call('GET', `/api/stats/summary?${more}`, { token })).body.summary.counts.logins;
    for (let waited = 0; waited < 5000 && (await own(user.token))[0]?.failed !== 2; waited += 50)
      await new Promise((resume) => setTimeout(resume, 50));
    expect(await own(user.token)).toEqual([{ label: 'password', ok: 1, failed: 2 }]);
    expect(await own(chat.other.token)).toEqual([]);
    expect(await own(chat.user.token, 'scope=all')).toEqual([{ label: 'password', ok: 1, failed: 2 }]);
  });

  it('that ended just before a shutdown are written; those of a deleted account go with it', async () => {
    chat.model.play({ usage: USAGE });
    const { token, id, password } = await registerUser(chat.app);
    await ask({ message: 'one last question' }, token);
    await chat.app.terminate();
    await callsWritten(chat.app, 8);
    await chat.app.restart();
    await ask({ message: 'another one' }, token);
    await chat.app.call('DELETE', '/api/auth/me', { token, json: { password } });
    await new Promise((resume) => setTimeout(resume, 1500));
    for (const table of ['model_calls', 'call_rollups', 'event_counts'])
      expect(await onDatabase(chat.app, `SELECT * FROM ${table} WHERE user_id = '${id}'`)).toEqual([]);
    expect(chat.app.logs()).not.toContain('calls and counts could not be written');
  });

  it.each(['metric=calls&group_by=agent', 'metric=tools&group_by=model', 'metric=turns&group_by=purpose'])(
    'refuses %s',
    async (query) => {
      expect((await chat.call('GET', `/api/stats/timeseries?bucket=day&${query}`)).status).toBe(400);
    },
  );
});
