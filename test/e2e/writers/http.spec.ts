import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { SessionCalls } from '../session/session-calls.js';

const WRITERS = 100;

describe.each(testDatabases())('a hundred writers at once over HTTP on %s', (database) => {
  let app: RunningApp;
  let user: TestUser;
  let calls: SessionCalls;
  beforeAll(async () => {
    app = await startApp({ database });
    user = await registerUser(app);
    calls = new SessionCalls(app, user.token);
  });
  afterAll(() => app.stop());

  it('get no server error, and what was acknowledged is there', async () => {
    const shared = await calls.create({ title: 'shared' });
    const kept = new Map<string, number>();
    const answers: Answer[] = [];
    const note = (answer: Answer) => {
      answers.push(answer);
      return answer;
    };
    const ask = (json: object) => app.call('POST', '/api/chat', { token: user.token, json }).then(note);
    const writers: ((n: number) => Promise<void>)[] = [
      async (n) => {
        const { status, body } = note(await calls.call('POST', '', { json: { title: `made ${n}` } }));
        if (status === 201) kept.set(body.session.id, 0);
      },
      async (n) => {
        const { status, body } = await ask({ message: `asked ${n}` });
        if (status === 200) kept.set(body.session_id, 2);
      },
      // All of them the same conversation: one makes it, the others run into it.
      async () => {
        const sessions = [{ external_id: 'contended', messages: [{ role: 'user', content: 'x' }] }];
        const { status, body } = note(await calls.call('POST', '/import', { json: { sessions } }));
        if (status === 201) kept.set(body.sessions[0].id, 1);
      },
      // Made, asked in and deleted at the same time.
      async (n) => {
        const { id } = await calls.create({ title: `short-lived ${n}` });
        await Promise.all([ask({ message: 'x', session_id: id }), calls.call('DELETE', `/${id}`).then(note)]);
      },
      // One place for many: one has it, the others are told so.
      async (n) => void (await ask({ message: `shared ${n}`, session_id: shared.id })),
    ];
    await Promise.all(Array.from({ length: WRITERS }, (_, n) => writers[n % writers.length]!(n)));

    const unexpected = answers.filter(({ status }) => ![200, 201, 404, 409].includes(status));
    expect(unexpected.map(({ status, body }) => [status, body])).toEqual([]);
    expect(app.logs()).not.toMatch(/database is locked|SQLITE_BUSY|deadlock detected/);
    expect(kept.size).toBe(41);
    for (const [id, messages] of kept) expect(await calls.messages(id)).toHaveLength(messages);
    const inShared = await calls.messages(shared.id, 100, true);
    const asked = answers.filter(({ status, body }) => status === 200 && body.session_id === shared.id);
    expect(inShared).toHaveLength(2 * asked.length);
    expect(asked.length).toBeGreaterThan(0);
  });

  it('end the answer of a conversation that is deleted meanwhile, whenever that is, as stopped or complete', async () => {
    const ends = new Set<string>();
    const round = (delayOf: (n: number) => number) =>
      Promise.all(
        Array.from({ length: 20 }, async (_, n) => {
          const { id } = await calls.create({ title: `short-lived ${n}` });
          const json = { message: 'x', session_id: id };
          const asked = app.call('POST', '/api/chat', { token: user.token, json });
          await new Promise((resume) => setTimeout(resume, delayOf(n)));
          expect((await calls.call('DELETE', `/${id}`)).status).toBe(200);
          const { status, body } = await asked;
          ends.add(`${status} ${body.code ?? body.turn_status}`);
        }),
      );
    for (let rounds = 0; rounds < 10; rounds++) await round((n) => (n * 3 + rounds) % 60);
    expect(['200 complete', '200 incomplete', '404 not_found']).toEqual(expect.arrayContaining([...ends]));
    expect(app.logs()).not.toContain('could not be saved');
  });
});
