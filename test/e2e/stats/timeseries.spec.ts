import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { addUsage, onDatabase, rolledUp, type Usage } from './stats-calls.js';

const USAGE: Usage[] = [
  { at: '2026-03-01T10:00:00.000Z', model: 'big', tokens: [100, 50], ms: 1000, firstMs: 100, cost: 250 },
  { at: '2026-03-01T10:00:59.999Z', model: 'big', tokens: [10, 5], ms: 2000, firstMs: 200 },
  { at: '2026-03-01T10:02:00.000Z', model: 'small', tokens: [1, 1], ms: 500, firstMs: null, code: 'upstream_error' },
  { at: '2026-03-01T22:30:00.000Z', model: 'small', tokens: [1, 1], ms: 4000, firstMs: 400 },
  { at: '2026-03-03T00:10:00.000Z', model: '=1+1', tokens: [1, 1], ms: 10, firstMs: 10 },
];
const RANGE = 'from=2026-03-01T00:00:00Z&to=2026-03-04T00:00:00Z';

describe.each(testDatabases())('GET /api/stats/timeseries on %s', (database) => {
  let app: RunningApp;
  let admin: TestUser;
  let user: TestUser;
  beforeAll(async () => {
    app = await startApp({ database });
    admin = await registerUser(app);
    user = await registerUser(app);
    await addUsage(app, user.id, USAGE);
  });
  afterAll(() => app.stop());

  const get = (query: string, token = user.token) => app.call('GET', `/api/stats/timeseries?${query}`, { token });
  const values = async (query: string, token?: string): Promise<Json[]> =>
    (await get(query, token)).body.series.map(({ value }: Json) => value);

  // What is asked is answered alike before rows are summed up and after.
  describe.each(['rows', 'sums'])('from %s', (source) => {
    beforeAll(() => (source === 'sums' ? rolledUp(app) : undefined), 40_000);

    it('gives a value a bucket, empty ones too', async () => {
      const { status, body } = await get(`metric=turns&bucket=day&${RANGE}`);
      expect([status, body.status]).toEqual([200, 'success']);
      expect(body.series).toEqual([
        { t: '2026-03-01T00:00:00.000Z', value: 4 },
        { t: '2026-03-02T00:00:00.000Z', value: 0 },
        { t: '2026-03-03T00:00:00.000Z', value: 1 },
      ]);
      expect(await values(`metric=tokens&bucket=day&${RANGE}`)).toEqual([169, 0, 2]);
      expect(await values(`metric=errors&bucket=day&${RANGE}`)).toEqual([1, 0, 0]);
      expect(await values(`metric=cost&bucket=day&${RANGE}`)).toEqual([0.00025, 0, 0]);
    });

    it('knows minutes and hours, and cuts a minute where it is told to', async () => {
      const hour = 'from=2026-03-01T10:00:00Z&to=2026-03-01T10:03:00Z';
      expect(await values(`metric=turns&bucket=minute&${hour}`)).toEqual([2, 0, 1]);
      const cut = 'from=2026-03-01T10:00:30Z&to=2026-03-01T10:02:00.001Z';
      expect(await values(`metric=turns&bucket=minute&${cut}`)).toEqual([1, 0, 1]);
      expect(await values(`metric=turns&bucket=hour&${RANGE}`)).toHaveLength(72);
    });

    it('gives percentiles within 2 %, null where there is nothing', async () => {
      const { series } = (await get(`metric=latency_ms&bucket=day&${RANGE}`)).body;
      for (const [key, exact] of [
        ['value', 1000],
        ['p95', 4000],
        ['p99', 4000],
      ] as const) {
        expect(Math.abs(series[0][key] - exact) / exact).toBeLessThanOrEqual(0.02);
      }
      expect(series[1]).toEqual({ t: '2026-03-02T00:00:00.000Z', value: null, p95: null, p99: null });
      const ttft = (await get(`metric=ttft_ms&bucket=day&${RANGE}`)).body.series;
      expect(Math.abs(ttft[0].value - 200)).toBeLessThanOrEqual(4);
    });

    it('begins days in the time zone that is asked for', async () => {
      const range = 'from=2026-02-28T23:00:00Z&to=2026-03-03T23:00:00Z';
      const { series } = (await get(`metric=turns&bucket=day&tz=Europe/Berlin&${range}`)).body;
      expect(series).toEqual([
        { t: '2026-02-28T23:00:00.000Z', value: 4 },
        { t: '2026-03-01T23:00:00.000Z', value: 0 },
        { t: '2026-03-02T23:00:00.000Z', value: 1 },
      ]);
      const kolkata = (await get(`metric=turns&bucket=day&tz=Asia/Kolkata&${RANGE}`)).body.series;
      expect(kolkata.map(({ value }: Json) => value)).toEqual([3, 1, 1, 0]);
    });

    it('groups', async () => {
      const { series } = (await get(`metric=turns&bucket=day&group_by=model&${RANGE}`)).body;
      expect(series.filter(({ group }: Json) => group === 'big').map(({ value }: Json) => value)).toEqual([2, 0, 0]);
      expect(series.filter(({ group }: Json) => group === 'small').map(({ value }: Json) => value)).toEqual([2, 0, 0]);
      expect(await values(`metric=turns&bucket=day&group_by=agent&${RANGE}`)).toEqual([4, 0, 1]);
    });

    it('answers with a table, whose names are no formulas', async () => {
      const { headers, body } = await get(`metric=turns&bucket=day&group_by=model&format=csv&${RANGE}`);
      expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
      const lines = body.split('\r\n');
      expect(lines[0]).toBe('t,value,group');
      expect(lines).toContain("2026-03-03T00:00:00.000Z,1,'=1+1");
      expect(lines).toContain('2026-03-01T00:00:00.000Z,2,big');
    });

    it('agrees with the summary', async () => {
      const { summary } = (await app.call('GET', `/api/stats/summary?${RANGE}`, { token: user.token })).body;
      expect(summary).toMatchObject({ turns: 5, errors: 1, tokens: { prompt: 113, completion: 58 }, cost: 0.00025 });
      expect(Math.abs(summary.latency_ms.p50 - 1000)).toBeLessThanOrEqual(20);
    });

    it('shows nobody else’s, and all to administrators', async () => {
      expect(await values(`metric=turns&bucket=day&${RANGE}`, admin.token)).toEqual([0, 0, 0]);
      expect(await values(`metric=turns&bucket=day&scope=all&${RANGE}`, admin.token)).toEqual([4, 0, 1]);
      expect((await get(`metric=turns&bucket=day&scope=all&${RANGE}`)).status).toBe(403);
    });
  });

  describe('with many groups', () => {
    const MANY = 30;
    const AT = '2026-01-02T00:00:00.000Z';
    /** 3480 minutes: with 30 groups more points than are given, with 28 fewer. */
    const minutes = 'bucket=minute&from=2026-01-01T00:00:00Z&to=2026-01-03T10:00:00Z';
    let owner: TestUser;
    beforeAll(async () => {
      owner = await registerUser(app);
      const names = Array.from({ length: MANY }, (_, n) => `model-${n}`);
      await addUsage(
        app,
        owner.id,
        names.map((model) => ({ at: AT, model })),
      );
      const cells = names.flatMap((name) => ['minute', 'quarter', 'hour', 'day'].map((grain) => ({ name, grain })));
      const calls = cells.map(
        ({ name, grain }) => `('${owner.id}', '${grain}', '${AT}', '${name}', 'answer', 1, 0, 0, 1, 1, 0)`,
      );
      await onDatabase(
        app,
        `INSERT INTO call_rollups (user_id, grain, t, model, purpose, calls, errors, retries, prompt_tokens,
          completion_tokens, cost_micros) VALUES ${calls.join(', ')}`,
      );
      const counts = cells.map(({ name, grain }) => `('${owner.id}', '${grain}', '${AT}', 'tool', '${name}', 'ok', 1)`);
      await onDatabase(
        app,
        `INSERT INTO event_counts (user_id, grain, t, name, label, outcome, count) VALUES ${counts.join(', ')}`,
      );
    });

    it.each([
      ['turns', 'model'],
      ['latency_ms', 'model'],
      ['calls', 'model'],
      ['tools', 'label'],
    ])('refuses %s by %s where these times the buckets are too many', async (metric, group) => {
      const { status, body } = await get(`metric=${metric}&group_by=${group}&${minutes}`, owner.token);
      expect([status, body.code]).toEqual([400, 'bad_request']);
      expect(body.error).toContain('100000');
      const shorter = minutes.replace('bucket=minute', 'bucket=hour');
      const { series } = (await get(`metric=${metric}&group_by=${group}&${shorter}`, owner.token)).body;
      expect(series).toHaveLength(MANY * 58);
    });

    it.each(['turns', 'calls', 'tools'])('gives %s of all together', async (metric) => {
      const all = await values(`metric=${metric}&${minutes}`, owner.token);
      expect([all.length, all.reduce((sum, value) => sum + value, 0)]).toEqual([3480, MANY]);
    });
  });

  it('counts documents where they were added', async () => {
    await app.call('POST', '/api/rag/documents', { token: user.token, json: { title: 'one', text: 'some text' } });
    const today = await values('metric=documents&bucket=day');
    expect(today).toHaveLength(31);
    expect(today.at(-1)).toBe(1);
    expect((await values('metric=memories&bucket=day')).every((value) => value === 0)).toBe(true);
  });

  it.each([
    'metric=wishes&bucket=day',
    'metric=turns',
    'metric=turns&bucket=week',
    'metric=turns&bucket=day&tz=Mars/Olympus',
    'metric=turns&bucket=day&from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z',
    'metric=turns&bucket=minute&from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z',
    'metric=documents&bucket=day&group_by=model',
    'metric=turns&bucket=day&format=xml',
  ])('refuses %s', async (query) => {
    expect((await get(query)).status).toBe(400);
  });
});
