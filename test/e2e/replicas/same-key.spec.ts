import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { describeOnPostgres } from '../../support/on-postgres.js';
import type { RunningApp } from '../../support/start-app.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { onDatabase } from '../stats/stats-calls.js';

/** A client that had no answer in time asks again, and is sent to the other server. */
describeOnPostgres('the same question under one key, to two servers at once', () => {
  let one: ChatFixture;
  let two: RunningApp;
  beforeAll(async () => {
    one = await ChatFixture.start('postgres');
    two = await one.app.replica();
  });
  afterAll(async () => {
    await two.stop();
    await one.stop();
  });

  it('is one turn of its conversation for both', async () => {
    const { session_id } = (await one.ask({ message: 'Hello' })).body;
    const ask = (app: RunningApp) =>
      app.call('POST', '/api/chat', {
        token: one.user.token,
        json: { message: 'And then?', session_id },
        headers: { 'idempotency-key': 'one-key' },
      });
    const holding = new pg.Client({ connectionString: one.app.databaseUrl });
    await holding.connect();
    const waiting = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    try {
      await holding.query('BEGIN');
      await holding.query('SELECT id FROM sessions WHERE id = $1 FOR UPDATE', [session_id]);
      const asked = Promise.all([ask(one.app), ask(two)]);
      await waitUntil('both are about to be accepted', 30_000, async () =>
        (await onDatabase(one.app, waiting)).length >= 2 ? true : undefined,
      );
      await holding.query('ROLLBACK');
      const answers = await asked;
      expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
        [200, undefined],
        [200, undefined],
      ]);
      expect(answers[1]!.body).toEqual(answers[0]!.body);
      expect(await one.messages(session_id, true)).toHaveLength(4);
    } finally {
      await holding.end();
    }
  });
});
