import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOnPostgres } from '../../support/on-postgres.js';
import type { RunningApp } from '../../support/start-app.js';
import { describeOnRedis, OwnRedis, TEST_REDIS_URL } from '../../support/test-redis.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture, expectWholeStream, OpenTurn } from '../chat/chat-fixture.js';

const RECOVERY_MS = 10_000;

const describeHere = TEST_REDIS_URL ? describeOnPostgres : describeOnRedis;

describeHere('a Redis that is killed and comes back', () => {
  let redis: OwnRedis;
  let one: ChatFixture;
  let two: RunningApp;
  beforeAll(async () => {
    redis = await OwnRedis.start();
    const env = { RATE_LIMIT: 'on', REDIS_URL: redis.url };
    one = await ChatFixture.start('postgres', env);
    two = await one.app.replica();
    one.model.playFor('slow', { tokens: Array.from({ length: 250 }, (_, i) => `word-${i} `), gapMs: 20 });
  });
  afterAll(async () => {
    await two.stop();
    await one.stop();
    await redis.kill();
  });

  const followOnTwo = async (turnId: string) =>
    OpenTurn.of(await two.send('GET', `/api/chat/turns/${turnId}/events`, { token: one.user.token }));
  const ready = async (ok: boolean) => {
    for (const app of [one.app, two]) {
      await waitUntil(`redis is ${ok ? 'there' : 'gone'}`, RECOVERY_MS, async () => {
        const { status, body } = await app.call('GET', '/health/ready');
        expect(status).toBe(200);
        return body.checks.redis.ok === ok ? true : undefined;
      });
    }
  };
  const begin = async () => {
    const turn = await one.stream({ message: 'go on', model: 'slow' });
    return { turn, id: (await turn.start()).turn_id as string };
  };

  it('stops no turn, no reader, no request; and turns are shared again afterwards', async () => {
    const running = await begin();
    const elsewhere = await followOnTwo(running.id);
    await elsewhere.until('text-delta');
    await redis.kill();
    await ready(false);

    // Limits go on, stopping goes on, and a turn begun now is whole here and there.
    const limited = await two.call('GET', '/api/auth/me', { token: one.user.token });
    expect([limited.status, limited.headers.get('ratelimit-limit')]).toEqual([200, '600']);
    const stopped = await begin();
    const { body } = await two.call('POST', `/api/chat/turns/${stopped.id}/stop`, { token: one.user.token });
    expect(body.turn).toMatchObject({ state: 'incomplete', reason: 'stopped' });
    const without = await begin();
    const readElsewhere = (await followOnTwo(without.id)).all();
    const whole = await without.turn.all();
    expectWholeStream(whole);
    expect((await readElsewhere).map(({ data }) => data)).toEqual(whole.map(({ data }) => data));

    await redis.start();
    await ready(true);
    expectWholeStream(await running.turn.all());
    expect((await elsewhere.all()).map(({ data }) => data)).toEqual(running.turn.frames.map(({ data }) => data));

    const after = await begin();
    const live = await followOnTwo(after.id);
    await live.until('text-delta');
    expect((await one.turn(after.id)).state).toBe('running');
    expectWholeStream(await live.all());
  });

  it('never made a server fall over', () => {
    for (const app of [one.app, two])
      expect(app.logs()).not.toMatch(/nobody caught|nobody handled|Unhandled error event/);
  });
});
