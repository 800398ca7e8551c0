import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { addUsage, onDatabase, rolledUp, scraped } from './stats-calls.js';

const PRICES = JSON.stringify({ '*': { prompt: 2, completion: 10 } });
const sums = (grain?: string) => `SELECT count(*) AS spans, sum(${grain ? 'turns' : '1'}) AS turns,
  sum(prompt_tokens) AS prompt, sum(completion_tokens) AS completion, sum(cost_micros) AS cost,
  sum(${grain ? 'errors' : 'CASE WHEN code IS NULL THEN 0 ELSE 1 END'}) AS errors
  FROM ${grain ? `usage_rollups WHERE grain = '${grain}'` : 'usage_records'}`;

describe.each(testDatabases())('usage on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database, { PRICES });
  });
  afterAll(() => chat.stop());

  const totals = async (grain?: string) => {
    const [{ turns, prompt, completion, cost, errors }] = await onDatabase(chat.app, sums(grain));
    return [turns, prompt, completion, cost, errors].map(Number);
  };

  it('adds up to the same in rows, roll-ups, series, summary and metrics', async () => {
    const users = [chat.user, chat.other];
    for (const { token } of users) {
      for (let i = 0; i < 4; i++) await chat.ask({ message: `question ${i}` }, { token });
    }
    chat.model.play({ fault: { kind: 'status', status: 400 } });
    expect((await chat.ask({ message: 'in vain' })).status).toBe(502);
    const rows = await totals();
    expect(rows[0]).toBe(9);
    expect(rows[4]).toBe(1);
    expect(rows[3]).toBe(rows[1]! * 2 + rows[2]! * 10);
    await rolledUp(chat.app);
    for (const grain of ['minute', 'quarter', 'hour', 'day']) expect(await totals(grain)).toEqual(rows);

    const { summary } = (await chat.call('GET', '/api/stats/summary?scope=all')).body;
    const { prompt, completion } = summary.tokens;
    expect([summary.turns, prompt, completion, Math.round(summary.cost * 1e6), summary.errors]).toEqual(rows);
    const series = async (metric: string) => {
      const { body } = await chat.call('GET', `/api/stats/timeseries?metric=${metric}&bucket=hour&scope=all`);
      return body.series.reduce((sum: number, { value }: Json) => sum + value, 0);
    };
    expect([await series('turns'), await series('tokens'), await series('errors')]).toEqual([
      rows[0],
      rows[1]! + rows[2]!,
      rows[4],
    ]);
    const metric = await scraped(chat.app);
    expect(metric('rai_turns_total')).toBe(rows[0]);
    expect(metric('rai_tokens_total')).toBe(rows[1]! + rows[2]!);
    expect(metric('rai_model_faults_total')).toBe(rows[4]);
    expect(metric('rai_turn_duration_seconds_count')).toBe(rows[0]);
  });

  it('counts each row once, also while servers are killed', async () => {
    const now = new Date().toISOString();
    await addUsage(
      chat.app,
      chat.user.id,
      Array.from({ length: 3000 }, () => ({ at: now })),
    );
    for (let i = 0; i < 3; i++) {
      await chat.app.restart();
      await new Promise((resume) => setTimeout(resume, 60 * i));
    }
    await rolledUp(chat.app);
    expect(await totals('minute')).toEqual(await totals());
    expect(await totals('day')).toEqual(await totals());
  });
});
