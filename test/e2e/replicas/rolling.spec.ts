import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { call } from '../../support/call.js';
import { describeOnPostgres } from '../../support/on-postgres.js';
import { readAll } from '../../support/read-stream.js';
import { RoundRobin } from '../../support/round-robin.js';
import type { RunningApp } from '../../support/start-app.js';
import { send } from '../../support/call.js';
import { ChatFixture, expectWholeStream } from '../chat/chat-fixture.js';

const DRAIN = { SHUTDOWN_DRAIN_MS: '400' };

describeOnPostgres('two servers replaced one after the other', () => {
  let chat: ChatFixture;
  let front: RoundRobin;
  let replicas: RunningApp[];
  beforeAll(async () => {
    chat = await ChatFixture.start('postgres', DRAIN);
    replicas = [await chat.app.replica(), await chat.app.replica()];
    front = await RoundRobin.before(replicas.map(({ url }) => url));
    front.watchReadiness();
  });
  afterAll(async () => {
    await front.close();
    for (const replica of replicas) await replica.stop();
    await chat.stop();
  });

  it('refuse nobody and cut no answer', async () => {
    const { token } = chat.user;
    const seen: (string | number)[] = [];
    const ending = new AbortController();
    const asking = Array.from({ length: 4 }, async (_, n) => {
      for (let i = 0; !ending.signal.aborted; i++) {
        if (n % 2) seen.push((await call(front.url, 'GET', '/api/session', { token })).status);
        else {
          const json = { message: `question ${n}-${i}`, streaming: true, memory: false, model: 'half-a-second' };
          const answer = await send(front.url, 'POST', '/api/chat', { token, json });
          seen.push(answer.status);
          if (answer.status === 200) seen.push(expectWholeStream(await readAll(answer)).turn_status);
        }
        await new Promise((resume) => setTimeout(resume, 10));
      }
    });
    chat.model.playFor('half-a-second', { tokens: Array.from({ length: 25 }, (_, i) => `word-${i} `), gapMs: 20 });
    for (const n of [0, 1]) {
      const next = await chat.app.replica();
      const last = replicas[n]!;
      replicas[n] = next;
      front.targets = [...front.targets, next.url];
      expect(await last.terminate()).toBe(0);
      front.targets = replicas.map(({ url }) => url);
    }
    ending.abort();
    await Promise.all(asking);
    expect(new Set(seen)).toEqual(new Set([200, 'complete']));
    expect(seen.length).toBeGreaterThan(40);
  });
});
