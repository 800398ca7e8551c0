import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Answer, Json } from '../../support/call.js';
import { ScriptedModel } from '../../support/scripted-model/scripted-model.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { OpenTurn } from '../chat/chat-fixture.js';
import { onDatabase } from '../stats/stats-calls.js';
import { SessionCalls } from './session-calls.js';

const LONG = 6000;
/** Small requests of somebody else that are answered while one long conversation is deleted. */
const SERVED = 10;
const messages = Array.from({ length: LONG }, (_, i) => ({
  role: i % 2 ? 'assistant' : 'user',
  content: `the glimmerwick of evening ${i}`,
}));
const session = { external_id: 'long', title: 'Glimmering', messages };

describe.each(testDatabases())('a long conversation that is deleted on %s', (database) => {
  let app: RunningApp;
  let model: ScriptedModel;
  let user: TestUser;
  let calls: SessionCalls;
  let theirs: SessionCalls;
  let id: string;
  let tip: string;
  beforeAll(async () => {
    model = await new ScriptedModel().start();
    model.playFor('endless', { fault: { kind: 'infinite', at: 1 } });
    app = await startApp({ database, env: { LLM_PROVIDER: 'openai', LLM_API_URL: model.url } });
    theirs = new SessionCalls(app, (await registerUser(app)).token);
  });
  beforeEach(async () => {
    user = await registerUser(app);
    calls = new SessionCalls(app, user.token);
    [{ id }] = await calls.import([session]);
    tip = (await calls.call('GET', `/${id}/messages?order=desc&limit=1`)).body.data[0].id;
  });
  afterAll(async () => {
    await app.stop();
    await model.close();
  });

  const ask = (method: string, path: string, json?: object) => app.call(method, path, { token: user.token, json });
  const rows = async (table: string, column: string): Promise<number> =>
    (await onDatabase(app, `SELECT * FROM ${table} WHERE ${column} = '${id}' LIMIT 1`)).length;
  const left = async () => (await rows('messages', 'session_id')) + (await rows('sessions', 'id'));
  const untilBegun = () =>
    waitUntil('it is begun', 30_000, async () => {
      const [row] = await onDatabase(app, `SELECT archived FROM sessions WHERE id = '${id}'`);
      return !row || row.archived > 2 ? true : undefined;
    });
  const receipts = async (): Promise<Json[]> =>
    (
      await onDatabase(
        app,
        `SELECT r.rule, c.kind, c.count FROM deletion_receipts r JOIN deletion_receipt_counts c ON c.receipt_id = r.id
        WHERE r.user_id = '${user.id}' AND c.kind IN ('sessions', 'messages') ORDER BY c.kind`,
      )
    ).map(({ rule, kind, count }) => [rule, kind, Number(count)]);
  const ONE_RECEIPT = [
    ['session.deleted', 'messages', LONG],
    ['session.deleted', 'sessions', 1],
  ];

  /** What anybody could see of it. */
  async function seen(): Promise<Json> {
    const found = await ask('POST', '/api/memory/search', { query: 'glimmerwick', top_k: 50 });
    const { body: summary } = await ask('GET', '/api/stats/summary');
    return {
      statuses: [
        (await calls.get(id)).status,
        (await calls.call('GET', `/${id}/messages`)).status,
        (await calls.call('GET', `/${id}/export?format=json`)).status,
        (await calls.call('PATCH', `/${id}`, { json: { title: 'again' } })).status,
        (await calls.call('DELETE', `/${id}`)).status,
        (await calls.call('POST', `/${id}/fork`, { json: { message_id: tip } })).status,
        (await ask('POST', '/api/chat', { message: 'hello', session_id: id })).status,
        (await ask('GET', `/api/chat/messages/${tip}/context`)).status,
      ],
      listed: [...(await calls.all('')), ...(await calls.all('?archived=true')), ...(await calls.all('?q=evening'))],
      recalled: found.body.results,
      sessions: summary.summary.sessions,
    };
  }
  const NOTHING = { statuses: Array.from({ length: 8 }, () => 404), listed: [], recalled: [], sessions: 0 };

  /** Lets somebody else ask all the while. */
  async function meanwhile(work: Promise<Answer>): Promise<{ answer: Answer; served: number }> {
    let isDone = false;
    let served = 0;
    const settled = work.finally(() => (isDone = true));
    while (!isDone) {
      await theirs.create({ title: 'short' });
      served++;
    }
    return { answer: await settled, served };
  }

  it('lets others in between, and has left nothing when it is answered', async () => {
    const { answer, served } = await meanwhile(calls.call('DELETE', `/${id}`));
    expect(answer).toMatchObject({ status: 200, body: { status: 'success' } });
    expect(served).toBeGreaterThan(SERVED);
    expect(await left()).toBe(0);
    expect(await seen()).toEqual(NOTHING);
    expect(await receipts()).toEqual(ONE_RECEIPT);
  });

  it('is there for nobody from the first moment, and can be imported anew', async () => {
    const deleting = calls.call('DELETE', `/${id}`);
    await untilBegun();
    expect(await seen()).toEqual(NOTHING);
    const [again] = await calls.import([{ ...session, messages: messages.slice(0, 2) }]);
    expect((await deleting).status).toBe(200);
    expect((await calls.all('')).map((one) => one.id)).toEqual([again.id]);
    expect(await receipts()).toEqual(ONE_RECEIPT);
  });

  it('that is asked for twice at once is done once', async () => {
    const answers = await Promise.all([calls.call('DELETE', `/${id}`), calls.call('DELETE', `/${id}`)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect(await receipts()).toEqual(ONE_RECEIPT);
  });

  it('has the answer in it stopped as soon as it is hidden, and what was paid for it counted', async () => {
    const json = { message: 'go on', model: 'endless', session_id: id, streaming: true };
    const open = OpenTurn.of(await app.send('POST', '/api/chat', { token: user.token, json }));
    await open.until('text-delta');
    const ends = open.all();
    const answers = [calls.call('DELETE', `/${id}`), calls.call('DELETE', `/${id}`)];
    await model.until(() => model.openStreamsOf('endless') === 0, 30_000);
    expect(await rows('messages', 'session_id')).toBe(1);
    expect((await Promise.all(answers)).map(({ status }) => status).sort()).toEqual([200, 404]);
    expect((await ends).at(-1)!.data).toMatchObject({ turn_status: 'incomplete', reason: 'stopped' });
    expect(await left()).toBe(0);
    const sql = `SELECT outcome, prompt_tokens FROM usage_records WHERE user_id = '${user.id}'`;
    const [paid, ...more] = await onDatabase(app, sql);
    expect([paid.outcome, more]).toEqual(['stopped', []]);
    expect(Number(paid.prompt_tokens)).toBeGreaterThan(0);
  });

  it('takes along at once what was learned from it alone', async () => {
    const say = async (message: string, session_id?: string) =>
      expect((await ask('POST', '/api/chat', { message, session_id })).status).toBe(200);
    await say('I live in Bergen.');
    await say('I live in Bergen.', id);
    await say('My favourite fruit is the medlar.', id);
    const known = async () =>
      (await onDatabase(app, `SELECT content FROM memories WHERE user_id = '${user.id}' ORDER BY content`)).map(
        ({ content }) => content as string,
      );
    await waitUntil('all of it is learned', 30_000, async () => {
      const sources = await onDatabase(app, `SELECT message_id FROM memory_sources WHERE user_id = '${user.id}'`);
      return sources.length === 3 ? true : undefined;
    });
    expect(await known()).toHaveLength(2);
    const dying = calls.call('DELETE', `/${id}`).catch(() => undefined);
    await untilBegun();
    await app.kill();
    await dying;
    expect(await left()).toBe(2);
    expect(await known()).toEqual(['I live in Bergen']);
    await app.restart();
    const { data } = (await ask('GET', '/api/memory')).body;
    expect(data.map(({ content }: Json) => content)).toEqual(['I live in Bergen']);
    expect(data[0].source.session_id).not.toBe(id);
    expect((await ask('GET', '/api/stats/summary')).body.summary.memories).toBe(1);
  });

  it('whose process dies half way is gone, and the rest of it goes with the next', async () => {
    const dying = calls.call('DELETE', `/${id}`).catch(() => undefined);
    await untilBegun();
    await app.kill();
    await dying;
    await app.restart();
    expect(await seen()).toEqual(NOTHING);
    await waitUntil('the rest is gone', 30_000, async () => ((await left()) ? undefined : true));
    expect(await receipts()).toEqual(ONE_RECEIPT);
  });
});
