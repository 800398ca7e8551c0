import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { addUsage, onDatabase, rolledUp } from '../stats/stats-calls.js';

const LONG_AGO = '2020-01-01T00:00:30.000Z';

describe.each(testDatabases())('retention an account sets for itself on %s', (database) => {
  let app: RunningApp;
  let admin: TestUser;
  let user: TestUser;
  let other: TestUser;
  beforeAll(async () => {
    app = await startApp({ database });
    [admin, user, other] = [await registerUser(app), await registerUser(app), await registerUser(app)];
  });
  afterAll(() => app.stop());

  const count = async (table: string, { id }: TestUser) =>
    Number((await onDatabase(app, `SELECT count(*) AS n FROM ${table} WHERE user_id = '${id}'`))[0].n);
  const until = async (table: string, owner: TestUser, wanted: number) => {
    for (let waited = 0; waited < 15_000 && (await count(table, owner)) !== wanted; waited += 50)
      await new Promise((resume) => setTimeout(resume, 50));
    expect([table, await count(table, owner)]).toEqual([table, wanted]);
  };
  const ask = ({ token }: TestUser, message: string) => app.call('POST', '/api/chat', { token, json: { message } });
  const set = ({ token }: TestUser, json: Json) => app.call('PATCH', '/api/auth/me/retention', { token, json });
  const receipts = async (path: string, { token }: TestUser): Promise<Json[]> =>
    (await app.call('GET', `${path}?limit=100`, { token })).body.data;
  const own = (owner: TestUser) => receipts('/api/auth/me/receipts', owner);

  it('takes what is old of this account only, and gives receipts that count it', async () => {
    for (const one of [user, other]) {
      for (const message of ['old', 'older', 'new']) await ask(one, message);
      await addUsage(app, one.id, [{ at: LONG_AGO }, { at: LONG_AGO }]);
    }
    await rolledUp(app);
    const olds = `SELECT id FROM sessions WHERE title LIKE 'old%'`;
    await onDatabase(app, `UPDATE sessions SET updated_at = '${LONG_AGO}' WHERE id IN (${olds})`);
    await onDatabase(app, `UPDATE turns SET ended_at = '${LONG_AGO}' WHERE session_id NOT IN (${olds})`);
    const { body } = await set(user, { sessions_days: 30, turns_days: 20, stats_days: 10 });
    expect(body.retention).toEqual({
      sessions: { own: 30, server: null, effective: 30 },
      turns: { own: 20, server: null, effective: 20 },
      stats: { own: 10, server: null, effective: 10 },
    });
    await app.reconfigure();
    await until('sessions', user, 1);
    await until('turns', user, 0);
    await until('message_contexts', user, 0);
    await until('usage_records', user, 3);
    expect([await count('sessions', other), await count('turns', other), await count('usage_records', other)]).toEqual([
      3, 3, 5,
    ]);
    const mine = await own(user);
    const removed = (rule: string) => mine.filter((one) => one.rule === rule).map((one) => one.removed);
    expect(removed('retention.sessions')).toEqual([
      { sessions: 1, messages: 2, turns: 1 },
      { sessions: 1, messages: 2, turns: 1 },
    ]);
    expect(removed('retention.turns')).toEqual([{ message_contexts: 1, turns: 1 }]);
    expect(removed('retention.stats')).toEqual([{ usage_records: 2 }]);
    expect(new Set(mine.map(({ user_id }) => user_id))).toEqual(new Set([user.id]));
    expect(await own(other)).toEqual([]);
    // The sums of what is gone stay, a cut minute is taken whole.
    const query = 'from=2020-01-01T00:00:10Z&to=2020-01-01T00:00:40Z';
    const { summary } = (await app.call('GET', `/api/stats/summary?${query}`, { token: user.token })).body;
    expect(summary.turns).toBe(2);
  });

  it('is never laxer than the server', async () => {
    await app.reconfigure({ RETENTION_SESSION_DAYS: '100000', STATS_RAW_DAYS: '20' });
    const { status, body } = await set(user, { stats_days: 21 });
    expect([status, body.code, body.details[0].field]).toEqual([400, 'validation_failed', 'stats_days']);
    expect((await set(user, { stats_days: 20, sessions_days: null })).body.retention).toMatchObject({
      sessions: { own: null, server: 100_000, effective: 100_000 },
      turns: { own: 20, server: null, effective: 20 },
      stats: { own: 20, server: 20, effective: 20 },
    });
    expect((await set(user, { turns_days: 0 })).status).toBe(400);
    expect((await set(user, { audit_days: 1 })).status).toBe(400);
  });

  it('keeps each of several rules that are set at once', async () => {
    const one = await registerUser(app);
    await Promise.all([{ sessions_days: 9 }, { turns_days: 8 }, { stats_days: 7 }].map((json) => set(one, json)));
    const { body } = await app.call('GET', '/api/auth/me/retention', { token: one.token });
    expect(body.retention).toMatchObject({ sessions: { own: 9 }, turns: { own: 8 }, stats: { own: 7 } });
  });

  it('is told of deletions by hand too: a conversation, and the whole account', async () => {
    const { body } = await ask(other, 'to be deleted');
    await app.call('DELETE', `/api/session/${body.session_id}`, { token: other.token });
    expect((await own(other))[0]).toMatchObject({
      rule: 'session.deleted',
      removed: { sessions: 1, messages: 2, turns: 1 },
    });
    await app.call('POST', '/api/rag/documents?wait=10', { token: other.token, json: { text: 'words of a document' } });
    await app.call('POST', '/api/memory', { token: other.token, json: { content: 'I live in Whitby.' } });
    const file = new FormData();
    file.append('file', new Blob(['bytes']), 'a.txt');
    await app.call('POST', '/api/files', { token: other.token, body: file });
    const { password } = other;
    expect((await app.call('DELETE', '/api/auth/me', { token: other.token, json: { password } })).status).toBe(200);
    const all = await receipts('/api/admin/receipts', admin);
    const gone = all.filter(({ rule }) => rule === 'account.deleted');
    expect(gone).toEqual([expect.objectContaining({ user_id: other.id })]);
    expect(gone[0]!.removed).toMatchObject({
      sessions: 3,
      messages: 6,
      documents: 1,
      chunks: 1,
      memories: 1,
      files: 1,
    });
    // The server's own rule may have taken two of the six by now.
    expect(gone[0]!.removed['usage_records']).toBeGreaterThanOrEqual(4);
    expect(all.map(({ rule }) => rule)).toContain('retention.sessions');
    expect(JSON.stringify(all)).not.toContain('Whitby');
    expect((await app.call('GET', '/api/admin/receipts', { token: user.token })).status).toBe(403);

    // Nothing else of the account is left in any table.
    const tables = await onDatabase(
      app,
      database === 'sqlite'
        ? `SELECT m.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c ON c.name = 'user_id' WHERE m.type = 'table'`
        : `SELECT table_name AS name FROM information_schema.columns WHERE column_name = 'user_id' AND table_schema = 'public'`,
    );
    expect(tables.length).toBeGreaterThan(25);
    const left: string[] = [];
    for (let waited = 0; waited < 10_000; waited += 200) {
      left.length = 0;
      for (const { name } of tables) if (await count(name, other)) left.push(name);
      if (left.length <= 1) break;
      await new Promise((resume) => setTimeout(resume, 200));
    }
    expect(left).toEqual(['deletion_receipts']);
  });
});
