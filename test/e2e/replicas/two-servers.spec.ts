import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { readAll } from '../../support/read-stream.js';
import { registerUser } from '../../support/register-user.js';
import type { RunningApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { freshPrefix, removeKeys, TEST_REDIS_URL, withRedis } from '../../support/test-redis.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture, expectWholeStream, OpenTurn } from '../chat/chat-fixture.js';

const SLOW = Array.from({ length: 120 }, (_, i) => `word-${i} `);
const shared = testDatabases().includes('postgres') ? ['no Redis', ...withRedis('Redis')] : [];

const describeEach = shared.length ? describe.each(shared) : describe.skip.each(['no Redis']);

describeEach('two servers on one PostgreSQL and %s', (how) => {
  const prefix = freshPrefix();
  const redis: Record<string, string> =
    how === 'Redis' ? { REDIS_URL: TEST_REDIS_URL!, REDIS_PREFIX: prefix } : ({} as Record<string, string>);
  let one: ChatFixture;
  let two: RunningApp;
  beforeAll(async () => {
    one = await ChatFixture.start('postgres', redis);
    two = await one.app.replica();
    one.model.playFor('slow', { tokens: SLOW, gapMs: 15 });
    one.model.playFor('endless', { tokens: Array.from({ length: 4000 }, (_, i) => `w${i} `), gapMs: 20 });
  });
  afterAll(async () => {
    await two.stop();
    await one.stop();
    if (how === 'Redis') await removeKeys(TEST_REDIS_URL!, prefix);
  });

  const begin = async (model: string, json: Json = {}) => {
    const turn = await one.stream({ message: 'go on', model, ...json });
    return { turn, ...((await turn.start()) as { turn_id: string; session_id: string }) };
  };
  const onTwo = (method: string, path: string, json?: Json, token = one.user.token) =>
    two.call(method, path, { token, json });
  const followOnTwo = async (turnId: string, after?: number, token = one.user.token) => {
    const query = after === undefined ? '' : `?after=${after}`;
    return OpenTurn.of(await two.send('GET', `/api/chat/turns/${turnId}/events${query}`, { token }));
  };

  it('a turn of one is followed and resumed on the other, each frame once, the same frames', async () => {
    const { turn, turn_id } = await begin('slow');
    const [whole, late] = [await followOnTwo(turn_id), await followOnTwo(turn_id, 20)];
    const wholeFrames = whole.all();
    const first = await late.next();
    expect(first!.seq).toBe(21);
    for (let i = 0; i < 10; i++) await late.next();
    await late.leave();
    const resumed = await followOnTwo(turn_id, late.frames.at(-1)!.seq);
    const there = await turn.all();
    expectWholeStream(there);
    expect((await wholeFrames).map(({ data }) => data)).toEqual(there.map(({ data }) => data));
    expect([...late.frames, ...(await resumed.all())].map(({ data }) => data)).toEqual(
      there.slice(21).map(({ data }) => data),
    );
    // Over by now: the same from the database, and nothing for who has seen the end.
    expect((await readAll(await one.events(turn_id))).map(({ data }) => data)).toEqual(there.map(({ data }) => data));
    expect((await onTwo('GET', `/api/chat/turns/${turn_id}/events?after=${there.at(-1)!.seq}`)).status).toBe(204);
  });

  if (how === 'Redis') {
    it('the other is live: it has words while the answer is being written', async () => {
      const { turn, turn_id } = await begin('endless');
      const elsewhere = await followOnTwo(turn_id);
      await elsewhere.until('text-delta');
      expect((await one.turn(turn_id)).state).toBe('running');
      await one.call('POST', `/api/chat/turns/${turn_id}/stop`);
      expect((await elsewhere.all()).at(-1)!.data).toMatchObject({ type: 'turn-end', reason: 'stopped' });
      expect(elsewhere.frames.map(({ data }) => data)).toEqual((await turn.all()).map(({ data }) => data));
    });
  }

  it('stop on the other stops the model within a second', async () => {
    const { turn, turn_id } = await begin('endless');
    await turn.until('text-delta');
    const asked = performance.now();
    const { status, body } = await onTwo('POST', `/api/chat/turns/${turn_id}/stop`);
    expect(performance.now() - asked).toBeLessThan(1000);
    expect([status, body.turn.state, body.turn.reason]).toEqual([200, 'incomplete', 'stopped']);
    const end = (await turn.all()).at(-1)!.data;
    expect(end).toMatchObject({ type: 'turn-end', turn_status: 'incomplete', reason: 'stopped' });
    expect(body.turn.content ?? body.turn.response ?? end.response).toBe(end.response);
  });

  it('stop of a turn that is nobody’s or somebody else’s answers alike', async () => {
    const { turn, turn_id } = await begin('endless');
    const { status, body } = await onTwo('POST', `/api/chat/turns/${turn_id}/stop`, undefined, one.other.token);
    expect([status, body.code]).toEqual([404, 'not_found']);
    expect((await one.turn(turn_id)).state).toBe('running');
    await onTwo('POST', `/api/chat/turns/${turn_id}/stop`);
    await turn.all();
  });

  it('a conversation deleted on the other ends its turn here', async () => {
    const { turn, turn_id, session_id } = await begin('endless');
    await turn.until('text-delta');
    expect((await onTwo('DELETE', `/api/session/${session_id}`)).status).toBeLessThan(300);
    expect((await turn.all()).at(-1)!.type).toBe('turn-end');
    expect((await one.call('GET', `/api/chat/turns/${turn_id}`)).status).toBe(404);
  });

  it('a conversation deleted while its answer is read on the other is told there too', async () => {
    const { turn, turn_id, session_id } = await begin('endless');
    const streams = [await followOnTwo(turn_id), await followOnTwo(turn_id, 2)];
    if (how === 'Redis') for (const stream of streams) await stream.until('text-delta');
    await turn.until('text-delta');
    expect((await one.call('DELETE', `/api/session/${session_id}`)).status).toBe(200);
    const end = { turn_id, session_id, turn_status: 'incomplete', reason: 'stopped', model: 'endless' };
    for (const stream of [turn, ...streams]) {
      const frames = await stream.all();
      expect(frames.filter(({ type }) => type === 'turn-end')).toHaveLength(1);
      expect(frames.at(-1)!.data).toMatchObject(end);
    }
    for (const [i, { frames }] of streams.entries()) {
      const first = how === 'Redis' ? i * 3 : frames[0]!.seq;
      expect(frames.map(({ seq }) => seq)).toEqual(frames.map((_, at) => first + at));
    }
  });

  it('a credential revoked on one is dead on the other within a second, and so is its stream', async () => {
    const user = await registerUser(one.app);
    const response = await one.app.send('POST', '/api/chat', {
      token: user.token,
      json: { message: 'go on', model: 'endless', streaming: true },
    });
    const turn = OpenTurn.of(response);
    const { turn_id } = await turn.start();
    const elsewhere = await followOnTwo(turn_id, undefined, user.token);
    const ended = (stream: OpenTurn) =>
      stream.all().then(
        () => performance.now(),
        () => performance.now(),
      );
    const cut = Promise.all([ended(elsewhere), ended(turn)]);
    expect((await onTwo('GET', '/api/auth/me', undefined, user.token)).status).toBe(200);
    expect((await one.app.call('POST', '/api/auth/logout', { token: user.token, json: {} })).status).toBe(200);
    const revoked = performance.now();
    await waitUntil('REST refuses it', 1000, async () =>
      (await onTwo('GET', '/api/auth/me', undefined, user.token)).status === 401 ? true : undefined,
    );
    for (const at of await cut) expect(at - revoked).toBeLessThan(1000);
    expect(elsewhere.frames.some(({ type }) => type === 'turn-end')).toBe(false);
    const fresh = await two.call('POST', '/api/auth/login', {
      json: { username: user.username, password: user.password },
    });
    await onTwo('POST', `/api/chat/turns/${turn_id}/stop`, undefined, fresh.body.access_token);
  });

  it('what was said on one is known in the next turn on the other', async () => {
    const cities = ['Bremen', 'Turku', 'Ghent', 'Cork'];
    one.model.play(({ messages }) => {
      if (!String(messages[0]!.content).startsWith('You keep the long-term memory')) return {};
      const city = cities.find((name) => String(messages[1]!.content).includes(name))!;
      const said = `I live in ${city}`;
      const found = { action: 'add', kind: 'fact', content: said, attribute: 'home', quote: said, confidence: 0.9 };
      // It takes its time over it.
      return { tokens: ['{"memories": ', JSON.stringify([found]), '}'], gapMs: 40 };
    });
    const ask = (app: RunningApp, message: string) =>
      app.call('POST', '/api/chat', { token: one.user.token, json: { message } });
    // On a busy machine memory may be late, which is told, and says nothing about what is known.
    const askInTime = async (app: RunningApp, message: string): Promise<Json> => {
      for (;;) {
        const { body } = await ask(app, message);
        const [, ready] = await readAll(await one.events(body.turn_id));
        if (!ready!.data.missing.includes('memory')) return body;
      }
    };
    for (const [i, city] of cities.entries()) {
      const [here, there] = i % 2 ? [two, one.app] : [one.app, two];
      expect((await ask(here, `I live in ${city}.`)).status).toBe(200);
      const { message_id } = await askInTime(there, 'Where do I live?');
      const ledger = await one.call('GET', `/api/chat/messages/${message_id}/context`);
      expect(JSON.stringify(ledger.body.context)).toContain(`I live in ${city}`);
    }
    one.model.play({});
  });

  it('a setting changed on one acts on the other', async () => {
    const register = () =>
      two.call('POST', '/api/auth/register', {
        json: { username: `late-${prefix.slice(-8)}${Math.random()}`.slice(0, 24), password: 'correct horse battery' },
      });
    await one.call('PATCH', '/api/admin/config', { json: { REGISTRATION: 'closed' } });
    await waitUntil('the other is closed too', 2000, async () =>
      (await register()).status === 403 ? true : undefined,
    );
    await one.call('PATCH', '/api/admin/config', { json: { REGISTRATION: null } });
    await waitUntil('the other is open again', 2000, async () =>
      (await register()).status === 201 ? true : undefined,
    );
  });

  if (how === 'Redis') {
    it('a limit holds for both together', async () => {
      const user = await registerUser(one.app);
      await one.call('PATCH', '/api/admin/config', { json: { RATE_LIMIT: 'on', RATE_LIMIT_PER_MINUTE: 30 } });
      try {
        await waitUntil('limits are on', 2000, async () => {
          const { headers } = await onTwo('GET', '/api/auth/me', undefined, user.token);
          return headers.get('ratelimit-limit') === '30' ? true : undefined;
        });
        let admitted = 0;
        for (let i = 0; i < 40; i++) {
          const app = i % 2 ? one.app : two;
          if ((await app.call('GET', '/api/auth/me', { token: user.token })).status === 200) admitted++;
        }
        expect(admitted).toBeLessThan(30);
        expect(admitted).toBeGreaterThan(20);
      } finally {
        await one.call('PATCH', '/api/admin/config', { json: { RATE_LIMIT: null, RATE_LIMIT_PER_MINUTE: null } });
      }
    });

    it('says that Redis is there', async () => {
      const { status, body } = await two.call('GET', '/health/ready');
      expect([status, body.checks.redis]).toEqual([200, { ok: true }]);
    });
  }
});
