import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser } from '../../support/register-user.js';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { changeDatabase } from '../auth/change-database.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { onDatabase } from '../stats/stats-calls.js';

/** Far enough ahead that no round takes them while the test looks. */
const LATER = '2999-01-01T00:00:00.000Z';
/** Of usage: it stays, and names what it was for. */
const PAID = new Set(['usage_records', 'model_calls']);

/** What `archived` says of a conversation that is there for nobody. */
const HIDDEN = [
  ['is still being written', 2],
  ['is being deleted', 3],
] as const;

describe.each(testDatabases())('a conversation that is there for nobody on %s', (database) => {
  let chat: ChatFixture;
  let shown: { session_id: string; message_id: string };
  let hidden: { session_id: string; message_id: string };
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
  });
  beforeEach(async () => {
    chat = chat.as(await registerUser(chat.app));
    const [one, two] = [await chat.ask({ message: 'what stays' }), await chat.ask({ message: 'what is hidden' })];
    shown = one.body as typeof shown;
    // Calls of models are booked a moment after the answer.
    const own = `SELECT count(*) AS n FROM model_calls WHERE user_id = '${chat.user.id}'`;
    await waitUntil('both calls are booked', 10_000, async () =>
      Number((await onDatabase(chat.app, own))[0].n) >= 2 ? true : undefined,
    );
    hidden = two.body as typeof hidden;
    for (const { message_id } of [shown, hidden]) {
      const json = { rating: 'up' };
      const { status } = await chat.call('POST', `/api/chat/messages/${message_id}/feedback`, { json });
      expect(status).toBeLessThan(300);
    }
  });
  afterAll(() => chat.stop());

  const hide = (archived: number) =>
    changeDatabase(chat.app, 'UPDATE sessions SET archived = ?, expires_at = ? WHERE id = ?', [
      archived,
      LATER,
      hidden.session_id,
    ]);
  const summary = async (scope: string): Promise<Json> =>
    (await chat.call('GET', `/api/stats/summary?scope=${scope}`)).body.summary;
  const exported = async (): Promise<Json[]> => {
    const response = await chat.app.send('GET', '/api/auth/me/export', { token: chat.user.token });
    return (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Json);
  };

  const summed = async (): Promise<string[]> => {
    const { body } = await chat.call('GET', '/api/memory/export');
    return body.export.summaries.map(({ session_id }: Json) => session_id as string);
  };

  it('that was deleted before a title was written is not shown to the model for one', async () => {
    await hide(3);
    const last = (await chat.ask({ message: 'what is asked last' })).body;
    // One after the other, in the order they were asked in.
    await waitUntil('the last one has its title', 60_000, async () => {
      const sql = `SELECT title_source FROM sessions WHERE id = '${last.session_id}'`;
      return (await onDatabase(chat.app, sql))[0].title_source === 'model' ? true : undefined;
    });
    const asked = chat.model.chats.map(({ body }) => JSON.stringify(body!.messages));
    const titled = asked.filter((messages) => messages.includes('Write a title'));
    expect(titled.filter((messages) => messages.includes('what stays'))).toHaveLength(1);
    expect(titled.filter((messages) => messages.includes('what is hidden'))).toEqual([]);
  });

  it.each(HIDDEN)('that %s is in no count, and what it cost stays counted', async (_what, archived) => {
    const before = await summary('own');
    expect([before.sessions, before.messages, before.turns]).toEqual([2, 4, 2]);
    await hide(archived);
    const after = await summary('own');
    expect(after).toEqual({ ...before, to: after.to, from: after.from, sessions: 1, messages: 2 });
  });

  it.each(HIDDEN)('that %s is in no count of all accounts', async (_what, archived) => {
    await changeDatabase(chat.app, "UPDATE users SET role = 'admin' WHERE id = ?", [chat.user.id]);
    const login = { username: chat.user.username, password: chat.user.password };
    const { access_token: token } = (await chat.app.call('POST', '/api/auth/login', { json: login })).body;
    const all = async (): Promise<Json> =>
      (await chat.app.call('GET', '/api/stats/summary?scope=all', { token })).body.summary;
    const before = await all();
    await hide(archived);
    const after = await all();
    expect([after.sessions, after.messages, after.turns]).toEqual([
      before.sessions - 1,
      before.messages - 2,
      before.turns,
    ]);
    expect([after.tokens, after.cost]).toEqual([before.tokens, before.cost]);
  });

  it.each(HIDDEN)('that %s is not in the export, and what it cost is', async (_what, archived) => {
    const ids = (await onDatabase(chat.app, `SELECT id FROM messages WHERE session_id = '${hidden.session_id}'`)).map(
      ({ id }) => id as string,
    );
    const naming = (lines: Json[], names: string[]) => {
      const of = lines.filter((line) => line.type === 'row' && names.some((id) => JSON.stringify(line).includes(id)));
      return [...new Set(of.map(({ table }) => table as string))].filter((table) => !PAID.has(table));
    };
    const names = [hidden.session_id, ...ids];
    const before = await exported();
    expect(naming(before, names)).toEqual(
      expect.arrayContaining(['message_contexts', 'message_feedback', 'messages', 'sessions', 'turns']),
    );
    await hide(archived);
    const after = await exported();
    expect(naming(after, names)).toEqual([]);
    expect(naming(after, [shown.session_id, shown.message_id])).toEqual(naming(before, names));
    const count = (lines: Json[], table: string) => lines.filter((line) => line.table === table).length;
    expect(['sessions', 'messages', 'turns', 'usage_records'].map((table) => count(after, table))).toEqual([
      1, 2, 1, 2,
    ]);
    expect(after.at(-1)).toMatchObject({ type: 'end', rows: after.filter(({ type }) => type === 'row').length });
  });

  it.each(HIDDEN)('that %s has no summary in the export of what is known', async (_what, archived) => {
    for (const { session_id, message_id } of [shown, hidden]) {
      const sql = `INSERT INTO conversation_summaries (user_id, message_id, session_id, branch_id, depth, content, method, created_at)
        SELECT user_id, id, session_id, branch_id, depth, 'in short', 'sentences', created_at FROM messages WHERE id = ?`;
      await changeDatabase(chat.app, sql, [message_id]);
      expect(await summed()).toContain(session_id);
    }
    await hide(archived);
    expect(await summed()).toEqual([shown.session_id]);
  });
});
