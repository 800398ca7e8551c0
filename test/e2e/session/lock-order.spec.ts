import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Answer } from '../../support/call.js';
import { describeOnPostgres } from '../../support/on-postgres.js';
import { registerUser } from '../../support/register-user.js';
import { waitUntil } from '../../support/wait-until.js';
import { ApprovalFixture, remember } from '../approval/approval-fixture.js';
import type { ChatFixture } from '../chat/chat-fixture.js';
import { onDatabase } from '../stats/stats-calls.js';

/** Of those that wait for a row: whoever does something like that. */
const waiting = (like: string) =>
  `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '${like}'`;

/** Whoever writes of a turn locks its row, then its answer, then what these belong to. Two orders would be a deadlock. */
describeOnPostgres('rows of a turn are locked in one order', () => {
  let approvals: ApprovalFixture;
  let chat: ChatFixture;
  beforeAll(async () => {
    approvals = await ApprovalFixture.start('postgres');
    chat = approvals.chat;
  });
  afterAll(() => approvals.stop());

  /** Holds the row of a turn, as its end does, until somebody waits with a statement like that, and asks for the next row. */
  async function whileHeld<T>(turnId: string, other: () => Promise<T>, like: string, next: [string, string]) {
    const client = new pg.Client({ connectionString: chat.app.databaseUrl });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query('SELECT 1 FROM turns WHERE id = $1 FOR UPDATE', [turnId]);
      const done = other();
      await waitUntil(`${like} waits`, 10_000, async () => (await onDatabase(chat.app, waiting(like)))[0]);
      await client.query(`SELECT 1 FROM ${next[0]} NOWAIT`, [next[1]]);
      await client.query('COMMIT');
      return await done;
    } finally {
      await client.end();
    }
  }
  const ANSWER = 'messages WHERE id = $1 FOR UPDATE';

  it('by the deletion of a conversation', async () => {
    const { body } = await chat.ask({ message: 'to be deleted' });
    const remove = () => chat.call('DELETE', `/api/session/${body.session_id}`);
    const { status }: Answer = await whileHeld(body.turn_id, remove, 'DELETE%', [ANSWER, body.message_id]);
    expect(status).toBe(200);
    expect((await chat.call('GET', `/api/session/${body.session_id}`)).status).toBe(404);
  });

  it('by the deletion of an account', async () => {
    const leaving = chat.as(await registerUser(chat.app));
    const { body } = await leaving.ask({ message: 'to be deleted with its account' });
    const json = { password: leaving.user.password };
    const remove = () => leaving.call('DELETE', '/api/auth/me', { json });
    // What a turn cost is booked on the account.
    const booked = 'users WHERE id = $1 FOR KEY SHARE';
    const { status } = await whileHeld(body.turn_id, remove, 'DELETE%', [booked, leaving.user.id]);
    expect(status).toBe(200);
  });

  it('by a turn that is laid aside', async () => {
    const { name, args } = remember('I own a dinghy.');
    const call = { id: 'call_1', name, arguments: JSON.stringify(args) };
    // The delay is for the row to be held; what is said is saved with the checkpoint then.
    chat.model.playFor('aside', { firstTokenDelayMs: 1000, tokens: ['Let me see. '], toolCalls: [call] });
    const open = await chat.stream({ message: 'Please do it', model: 'aside', agent: 'keeper' });
    const { turn_id, message_id } = await open.start();
    await whileHeld(turn_id, () => Promise.resolve(), '%requires_action%', [ANSWER, message_id]);
    expect((await open.until('approval-required')).data.name).toBe('remember');
    await open.leave();
  });
});
