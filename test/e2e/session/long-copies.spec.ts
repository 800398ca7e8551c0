import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer, Json } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { changeDatabase } from '../auth/change-database.js';
import { onDatabase } from '../stats/stats-calls.js';
import { SessionCalls } from './session-calls.js';

const LONG = 6000;
/** Small requests of somebody else that are answered while one long conversation is written. */
const SERVED = 10;
const long = (what: string) =>
  Array.from({ length: LONG }, (_, i) => ({
    role: i % 2 ? 'assistant' : 'user',
    content: `the ${what} of evening ${i}`,
  }));
const messages = [{ role: 'user', content: 'The zephyrlatch is at home.' }, ...long('glimmerwick').slice(1)];

describe.each(testDatabases())('a long conversation that is copied on %s', (database) => {
  let app: RunningApp;
  let user: TestUser;
  let calls: SessionCalls;
  let theirs: SessionCalls;
  beforeAll(async () => {
    app = await startApp({ database });
    theirs = new SessionCalls(app, (await registerUser(app)).token);
  });
  afterEach(() => waitUntil('nothing is left over', 30_000, async () => ((await left()) ? undefined : true)));
  afterAll(() => app.stop());

  async function start(): Promise<{ id: string; tip: string }> {
    user = await registerUser(app);
    calls = new SessionCalls(app, user.token);
    const [{ id }] = await calls.import([{ external_id: 'original', title: 'Original', messages }]);
    const { body } = await calls.call('GET', `/${id}/messages?order=desc&limit=1`);
    return { id, tip: body.data[0].id };
  }

  const left = async () => (await onDatabase(app, 'SELECT id FROM sessions WHERE archived = 2')).length;
  const listed = async (): Promise<Json[]> => [
    ...(await calls.all('')),
    ...(await calls.all('?archived=true')),
    ...(await calls.all('?q=evening')),
  ];
  const recalled = async (query: string): Promise<Json[]> => {
    const json = { query, top_k: 50 };
    return (await app.call('POST', '/api/memory/search', { token: user.token, json })).body.results;
  };
  const fork = (id: string, tip: string) => calls.call('POST', `/${id}/fork`, { json: { message_id: tip } });
  const importOne = () =>
    calls.call('POST', '/import', {
      json: { sessions: [{ external_id: 'another', title: 'Another', messages: long('bristlepot') }] },
    });

  /** Lets somebody else ask all the while, and looks what the owner sees. */
  async function meanwhile(work: Promise<Answer>): Promise<{ answer: Answer; served: number; counts: Set<number> }> {
    let isDone = false;
    let served = 0;
    const counts = new Set<number>();
    const settled = work.finally(() => (isDone = true));
    while (!isDone) {
      await theirs.create({ title: 'short' });
      served++;
      for (const { message_count } of await calls.all('')) counts.add(message_count);
    }
    return { answer: await settled, served, counts };
  }

  const untilBegun = () => waitUntil('it is begun', 30_000, async () => (await left()) || undefined);

  it('a fork lets others in between, and is seen when it is whole', async () => {
    const { id, tip } = await start();
    const { answer, served, counts } = await meanwhile(fork(id, tip));
    expect([answer.status, answer.body.session.message_count]).toEqual([201, LONG]);
    expect(answer.body.session).toMatchObject({ title: 'Original', memory: true, archived: false });
    expect(answer.body.session).not.toHaveProperty('temporary');
    expect([...counts]).toEqual([LONG]);
    expect(served).toBeGreaterThan(SERVED);
    const copied = await calls.messages(answer.body.session.id);
    expect(copied.map(({ content }) => content)).toEqual(messages.map(({ content }) => content));
    expect(copied.map(({ parent_id }) => parent_id)).toEqual([null, ...copied.slice(0, -1).map((copy) => copy.id)]);
  });

  it('an import lets others in between, is seen when it is whole, and is there once', async () => {
    await start();
    const { answer, served, counts } = await meanwhile(importOne());
    expect([answer.status, answer.body.sessions[0].messages]).toEqual([201, LONG]);
    expect([...counts]).toEqual([LONG]);
    expect(served).toBeGreaterThan(SERVED);
    expect((await importOne()).body.sessions[0]).toMatchObject({ id: answer.body.sessions[0].id, existing: true });
    const { id } = answer.body.sessions[0];
    expect((await calls.all('?q=bristlepot')).map((session) => session.id)).toEqual([id]);
    expect((await recalled('bristlepot'))[0]).toMatchObject({ session_id: id, session_external_id: 'another' });
  });

  it('the same import twice at once makes one conversation', async () => {
    await start();
    const answers = await Promise.all([importOne(), importOne()]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(answers.map(({ body }) => body.sessions[0].id)).size).toBe(1);
    expect((await calls.all('')).map(({ message_count }) => message_count)).toEqual([LONG, LONG]);
    expect(await onDatabase(app, 'SELECT id FROM sessions WHERE archived = 2')).toEqual([]);
  });

  it('of a conversation that is deleted meanwhile no fork comes to be', async () => {
    const { id, tip } = await start();
    const forking = fork(id, tip);
    await untilBegun();
    expect((await calls.call('DELETE', `/${id}`)).status).toBe(200);
    expect((await forking).status).toBe(404);
    expect(await listed()).toEqual([]);
    expect(await recalled('glimmerwick')).toEqual([]);
  });

  it('what is forgotten meanwhile is forgotten in the fork, too', async () => {
    const { id, tip } = await start();
    const first = (await calls.call('GET', `/${id}/messages?limit=1`)).body.data[0].id;
    const said = async () => (await recalled('zephyrlatch')).filter(({ content }) => content.includes('zephyrlatch'));
    expect(await said()).toHaveLength(1);
    const forking = fork(id, tip);
    await untilBegun();
    expect((await app.call('DELETE', `/api/memory/${first}`, { token: user.token })).status).toBe(200);
    expect((await forking).status).toBe(201);
    await waitUntil('it is indexed', 30_000, async () => {
      const { pending } = (await app.call('GET', '/api/memory/status', { token: user.token })).body;
      return pending === 0 || undefined;
    });
    expect(await said()).toEqual([]);
  });

  it.each(['fork', 'import'])('of a %s that dies half way nothing is seen, and nothing stays', async (kind) => {
    const { id, tip } = await start();
    const dying = (kind === 'fork' ? fork(id, tip) : importOne()).catch(() => undefined);
    await untilBegun();
    await app.kill();
    await dying;
    await app.restart();
    expect(new Set((await listed()).map((session) => session.id))).toEqual(new Set([id]));
    for (const { session_id } of await recalled('evening')) expect(session_id).toBe(id);
    expect((await recalled('bristlepot')).filter(({ content }) => content.includes('bristlepot'))).toEqual([]);
    const [half] = await onDatabase(app, 'SELECT id FROM sessions WHERE archived = 2');
    expect((await calls.get(half!.id)).status).toBe(404);
    await changeDatabase(app, 'UPDATE sessions SET expires_at = ? WHERE archived = 2', ['2020-01-01T00:00:00.000Z']);
    await app.restart();
    await waitUntil('it is swept', 30_000, async () => ((await left()) ? undefined : true));
    const again = await (kind === 'fork' ? fork(id, tip) : importOne());
    expect(again.status).toBe(201);
    expect((await calls.all('')).map(({ message_count }) => message_count)).toEqual([LONG, LONG]);
  });
});
