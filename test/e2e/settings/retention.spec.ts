import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BEGINNING, hashOf } from '../../../src/settings/audit/audit-hash.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { addUsage, onDatabase, rolledUp } from '../stats/stats-calls.js';

const LONG_AGO = '2020-01-01T00:00:30.000Z';

describe.each(testDatabases())('retention on %s', (database) => {
  let app: RunningApp;
  let admin: TestUser;
  beforeAll(async () => {
    app = await startApp({ database });
    admin = await registerUser(app);
  });
  afterAll(() => app.stop());

  const count = async (table: string) => Number((await onDatabase(app, `SELECT count(*) AS n FROM ${table}`))[0].n);
  const until = async (table: string, wanted: number) => {
    for (let waited = 0; waited < 10_000 && (await count(table)) !== wanted; waited += 50)
      await new Promise((resume) => setTimeout(resume, 50));
    expect([table, await count(table)]).toEqual([table, wanted]);
  };

  it('keeps everything unless it is told otherwise, and then takes what is old', async () => {
    for (const message of ['old', 'new'])
      await app.call('POST', '/api/chat', { token: admin.token, json: { message } });
    await app.call('PATCH', '/api/admin/config', { token: admin.token, json: { DOCUMENT_QUOTA: 9 } });
    await addUsage(app, admin.id, [{ at: LONG_AGO }]);
    await rolledUp(app);
    const [old] = await onDatabase(app, 'SELECT id FROM sessions ORDER BY id LIMIT 1');
    await onDatabase(app, `UPDATE sessions SET updated_at = '${LONG_AGO}' WHERE id = '${old.id}'`);
    await app.reconfigure();
    await new Promise((resume) => setTimeout(resume, 500));
    expect([await count('sessions'), await count('turns'), await count('usage_records')]).toEqual([2, 2, 3]);

    await app.reconfigure({ RETENTION_SESSION_DAYS: '30', STATS_RAW_DAYS: '30' });
    await until('sessions', 1);
    await until('usage_records', 2);
    // What it cost is still known, although its minute is cut by the question.
    const query = 'from=2020-01-01T00:00:10Z&to=2020-01-01T00:00:40Z';
    const { summary } = (await app.call('GET', `/api/stats/summary?${query}`, { token: admin.token })).body;
    expect(summary.turns).toBe(1);

    await onDatabase(app, `UPDATE turns SET ended_at = '${LONG_AGO}'`);
    await app.reconfigure({ RETENTION_TURN_DAYS: '30' });
    await until('turns', 0);
    await until('message_contexts', 0);
    expect(await count('messages')).toBe(2);
  });

  it('takes old model calls of an account that never had a turn', async () => {
    const { id } = await registerUser(app);
    const call = '017f22e2-79b0-7cc3-98c4-dc0c0c07398f';
    await onDatabase(
      app,
      `INSERT INTO model_calls (user_id, id, purpose, model, prompt_tokens, completion_tokens, estimated, total_ms, retries,
        outcome, cost_micros, created_at) VALUES ('${id}', '${call}', 'facts', 'm', 1, 1, 0, 1, 0, 'complete', 0, '${LONG_AGO}')`,
    );
    for (const grain of ['minute', 'quarter', 'hour', 'day'])
      await onDatabase(
        app,
        `INSERT INTO call_rollups (user_id, grain, t, model, purpose, calls, errors, retries, prompt_tokens,
          completion_tokens, cost_micros) VALUES ('${id}', '${grain}', '2020-01-01T00:00:00.000Z', 'm', 'facts', 1, 0, 0, 1, 1, 0)`,
      );
    await app.reconfigure({ STATS_RAW_DAYS: '30' });
    await until('model_calls', 0);
    const { body } = await app.call('GET', '/api/admin/receipts', { token: admin.token });
    expect(body.data).toContainEqual(
      expect.objectContaining({ user_id: id, rule: 'retention.stats', removed: { model_calls: 1 } }),
    );
  });

  it('takes any number of days, as many as there never were too', async () => {
    const change = (json: object) => app.call('PATCH', '/api/admin/config', { token: admin.token, json });
    expect((await change({ STATS_RAW_DAYS: 999_999_999 })).status).toBe(200);
    const answers = await Promise.all(
      ['summary', 'timeseries?metric=turns&bucket=day'].map((path) =>
        app.call('GET', `/api/stats/${path}`, { token: admin.token }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await change({ STATS_RAW_DAYS: null });
  });

  it('cuts the audit log and still sees that it is whole', async () => {
    const verify = async () =>
      (await app.call('GET', '/api/admin/audit/verify', { token: admin.token })).body.audit.ok as boolean;
    for (let i = 0; i < 4; i++)
      await app.call('PATCH', '/api/admin/config', { token: admin.token, json: { DOCUMENT_QUOTA: 10 + i } });
    await app.terminate();
    const entries = await onDatabase(app, 'SELECT * FROM audit_entries ORDER BY seq');
    let previousHash = BEGINNING;
    for (const { created_at, actor_id: actorId, ...entry } of entries) {
      const createdAt = entry.seq <= 2 ? LONG_AGO : created_at;
      const hash = hashOf({ ...entry, createdAt, actorId, previousHash });
      await onDatabase(
        app,
        `UPDATE audit_entries SET created_at = '${createdAt}', previous_hash = '${previousHash}', hash = '${hash}' WHERE seq = ${entry.seq}`,
      );
      previousHash = hash;
    }
    await app.reconfigure();
    expect([await verify(), await count('audit_entries')]).toEqual([true, entries.length]);
    await app.reconfigure({ RETENTION_AUDIT_DAYS: '1' });
    await until('audit_entries', entries.length - 2 + 1);
    expect(await verify()).toBe(true);
    await onDatabase(app, 'DELETE FROM audit_entries WHERE seq = 3');
    expect(await verify()).toBe(false);
  });
});
