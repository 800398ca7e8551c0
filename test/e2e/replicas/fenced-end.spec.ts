import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnPostgres } from '../../support/on-postgres.js';
import type { RunningApp } from '../../support/start-app.js';
import { ChatFixture, OpenTurn } from '../chat/chat-fixture.js';
import { onDatabase, scraped } from '../stats/stats-calls.js';

const LONG_AGO = '2000-01-01T00:00:00.000Z';
/** Half a minute of them: no machine is so slow that an answer nobody stops ends before it is swept. */
const SLOW_TOKENS = 600;

/** A server that stood still for longer than its lease: another one ended its turn, and it does not know. */
describeOnPostgres('a turn that was ended behind the back of who answers it', () => {
  let one: ChatFixture;
  let two: RunningApp;
  beforeAll(async () => {
    one = await ChatFixture.start('postgres');
    two = await one.app.replica();
    one.model.playFor('slow', { tokens: Array.from({ length: SLOW_TOKENS }, (_, i) => `word-${i} `), gapMs: 50 });
    one.model.playFor('brief', { tokens: Array.from({ length: 60 }, (_, i) => `word-${i} `), gapMs: 50 });
  });
  afterAll(async () => {
    await two.stop();
    await one.stop();
  });

  const ended = async (): Promise<number> => {
    const counts = await Promise.all([one.app, two].map((app) => scraped(app)));
    return counts.reduce((sum, count) => sum + count('rai_turns_total'), 0);
  };
  const answered = async (): Promise<number> => {
    const counts = await Promise.all([one.app, two].map((app) => scraped(app)));
    return counts.reduce((sum, count) => sum + count('rai_active_turns'), 0);
  };
  /** The other server believes that its lease is over, and ends it. */
  const sweep = async (turnId: string) => {
    const expire = `UPDATE turns SET lease_until = '${LONG_AGO}' WHERE id = '${turnId}' AND state = 'running' RETURNING id`;
    while ((await onDatabase(one.app, expire)).length) await new Promise((resume) => setTimeout(resume, 10));
  };
  const rowsOf = async (turnId: string) => ({
    turn: (await onDatabase(one.app, `SELECT * FROM turns WHERE id = '${turnId}'`))[0],
    answer: (await onDatabase(one.app, `SELECT * FROM messages WHERE turn_id = '${turnId}'`))[0],
    usage: await onDatabase(one.app, `SELECT id, outcome FROM usage_records WHERE turn_id = '${turnId}'`),
  });

  async function expectOneEnd(turnId: string, streams: OpenTurn[], before: number) {
    const swept = await rowsOf(turnId);
    expect(swept.turn).toMatchObject({ state: 'incomplete', reason: 'server_restart' });
    const read = await Promise.all(streams.map((stream) => stream.all()));
    const ends = read.map((frames) => frames.filter(({ type }) => type === 'turn-end'));
    for (const [end, ...more] of ends) {
      expect(more).toEqual([]);
      expect(end!.data).toMatchObject({ turn_status: 'incomplete', reason: 'server_restart' });
      expect(end!.data.response).toBe(swept.answer.content);
      expect(end!.data).toEqual(ends[0]![0]!.data);
    }
    for (const frames of read) expect(frames.at(-1)!.type).toBe('turn-end');
    while (await answered()) await new Promise((resume) => setTimeout(resume, 50));
    const after = await rowsOf(turnId);
    expect(after.usage).toHaveLength(1);
    expect(after).toEqual(swept);
    const parts = `SELECT seq FROM message_parts WHERE message_id = '${swept.answer.id}'`;
    expect(await onDatabase(one.app, parts)).toEqual([]);
    expect((await ended()) - before).toBe(1);
  }

  it('is stopped, and stays as it was ended: one bill, one end, the same for readers of both servers', async () => {
    const before = await ended();
    const turn = await one.stream({ message: 'go on', model: 'slow' });
    const { turn_id } = await turn.start();
    const elsewhere = await two.send('GET', `/api/chat/turns/${turn_id}/events`, { token: one.user.token });
    await turn.until('text-delta');
    await new Promise((resume) => setTimeout(resume, 400));
    await sweep(turn_id);
    await expectOneEnd(turn_id, [turn, OpenTurn.of(elsewhere)], before);
    // It was stopped, not read to its end.
    expect(turn.frames.length).toBeLessThan(SLOW_TOKENS);
  });

  it('stays as it was ended where its answer comes to an end before that is known', async () => {
    const before = await ended();
    const turn = await one.stream({ message: 'go on', model: 'brief' });
    const { turn_id, message_id } = await turn.start();
    await turn.until('text-delta');
    await onDatabase(
      one.app,
      `WITH ended AS (UPDATE turns SET state = 'incomplete', reason = 'server_restart', lease_owner = NULL, lease_until = NULL,
          last_seq = 1000000, ended_at = created_at WHERE id = '${turn_id}' RETURNING user_id, message_id, created_at)
        , answer AS (UPDATE messages m SET state = 'incomplete', reason = 'server_restart', content = 'word-0 '
          FROM ended e WHERE m.user_id = e.user_id AND m.id = e.message_id)
        INSERT INTO usage_records (user_id, id, turn_id, message_id, model, prompt_tokens, completion_tokens, estimated,
          total_ms, outcome, cost_micros, created_at)
        SELECT user_id, '${turn_id}', '${turn_id}', '${message_id}', 'brief', 0, 1, 1, 1, 'server_restart', 0, created_at FROM ended`,
    );
    // One may have been saved before; none is from here on.
    await onDatabase(one.app, `DELETE FROM message_parts WHERE message_id = '${message_id}'`);
    // Nobody emitted anything for that end.
    await expectOneEnd(turn_id, [turn], before - 1);
  });

  it('is answered to who waits for it without a stream', async () => {
    const asked = one.ask({ message: 'go on', model: 'slow' });
    const running = `SELECT id FROM turns WHERE state = 'running'`;
    let id: string | undefined;
    while (!id) id = (await onDatabase(one.app, running))[0]?.id;
    await sweep(id);
    expect((await asked).body).toMatchObject({ turn_id: id, turn_status: 'incomplete', reason: 'server_restart' });
    expect((await rowsOf(id)).usage).toHaveLength(1);
  });
});
