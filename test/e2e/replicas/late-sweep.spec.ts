import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { describeOnPostgres } from '../../support/on-postgres.js';
import type { RunningApp } from '../../support/start-app.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { onDatabase } from '../stats/stats-calls.js';

describeOnPostgres('a turn whose server died, and whose conversation is deleted while it is being ended', () => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start('postgres');
    chat.model.playFor('endless', { fault: { kind: 'infinite', at: 1 } });
  });
  afterAll(() => chat.stop());

  const isWaitedFor = async () => {
    const sql = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    return (await onDatabase(chat.app, sql)).length ? true : undefined;
  };

  it('is paid for all the same, once', async () => {
    const open = await chat.stream({ message: 'go on', model: 'endless' });
    const { turn_id: turnId, session_id: sessionId } = await open.start();
    await waitUntil('some of it is saved', 30_000, async () =>
      (await onDatabase(chat.app, 'SELECT seq FROM message_parts LIMIT 1')).length ? true : undefined,
    );
    await chat.app.kill();
    await open.leave().catch(() => undefined);
    await onDatabase(chat.app, `UPDATE turns SET lease_until = '2000-01-01T00:00:00.000Z' WHERE id = '${turnId}'`);
    const deleting = new pg.Client({ connectionString: chat.app.databaseUrl });
    await deleting.connect();
    try {
      await deleting.query('BEGIN');
      await deleting.query('SELECT id FROM turns WHERE id = $1 FOR UPDATE', [turnId]);
      const restarted = chat.app.restart();
      await waitUntil('the turn is about to be ended', 30_000, isWaitedFor);
      await deleting.query('DELETE FROM sessions WHERE id = $1', [sessionId]);
      await deleting.query('COMMIT');
      await restarted;
    } finally {
      await deleting.end();
    }
    const sql = `SELECT outcome, completion_tokens FROM usage_records WHERE turn_id = '${turnId}'`;
    const bills = await onDatabase(chat.app, sql);
    expect(bills.map(({ outcome }) => outcome)).toEqual(['server_restart']);
    expect(Number(bills[0].completion_tokens)).toBeGreaterThan(0);
  });
});

describeOnPostgres(
  'a turn whose server died, and whose conversation is deleted on another one before that is known',
  () => {
    let chat: ChatFixture;
    let two: RunningApp;
    beforeAll(async () => {
      chat = await ChatFixture.start('postgres');
      two = await chat.app.replica();
      chat.model.playFor('endless', { fault: { kind: 'infinite', at: 1 } });
    });
    afterAll(async () => {
      await two.stop();
      await chat.stop();
    });

    it('is paid for once, and holds nothing of a budget', async () => {
      const json = { limits: { tokens_per_day: 1_000_000 } };
      expect((await chat.call('PATCH', `/api/admin/users/${chat.user.id}`, { json })).status).toBe(200);
      const open = await chat.stream({ message: 'go on', model: 'endless' });
      const { turn_id: turnId, session_id: sessionId } = await open.start();
      const has = async (sql: string) => ((await onDatabase(chat.app, sql)).length ? true : undefined);
      const partly = `SELECT 1 AS one FROM message_parts JOIN budget_reservations USING (user_id) WHERE turn_id = '${turnId}'`;
      await waitUntil('some of it is saved', 30_000, () => has(partly));
      await chat.app.kill();
      await open.leave().catch(() => undefined);
      const { status } = await two.call('DELETE', `/api/session/${sessionId}`, { token: chat.user.token });
      expect(status).toBe(200);
      expect(await onDatabase(two, 'SELECT turn_id FROM budget_reservations')).toEqual([]);
      const bill = `SELECT outcome, completion_tokens FROM usage_records WHERE turn_id = '${turnId}'`;
      await waitUntil('the turn is paid for', 15_000, () => has(bill));
      const bills = await onDatabase(two, bill);
      expect(bills.map(({ outcome }) => outcome)).toEqual(['server_restart']);
      expect(Number(bills[0].completion_tokens)).toBeGreaterThan(0);
    });
  },
);
