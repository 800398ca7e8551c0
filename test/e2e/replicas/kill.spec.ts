import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { send } from '../../support/call.js';
import { describeOnPostgres } from '../../support/on-postgres.js';
import { type Frame, readStream } from '../../support/read-stream.js';
import { RoundRobin } from '../../support/round-robin.js';
import type { RunningApp } from '../../support/start-app.js';
import { freshPrefix, removeKeys, TEST_REDIS_URL } from '../../support/test-redis.js';
import { ChatFixture, textOf } from '../chat/chat-fixture.js';

const ROUNDS = Number(process.env.REPLICA_KILL_ROUNDS || 4);
const STREAMS = 200;
/** From the death of a server until each of its readers has the rest, or an end that says why. */
const LATEST_MS = 10_000;

interface Reader {
  turnId: string;
  sessionId: string;
  question: string;
  frames: Frame[];
  /** Milliseconds from the kill to its end. */
  endedAfter: number;
}

describeOnPostgres('kill -9 of one of two servers under 200 streams', () => {
  const prefix = freshPrefix();
  const redis: Record<string, string> = TEST_REDIS_URL ? { REDIS_URL: TEST_REDIS_URL, REDIS_PREFIX: prefix } : {};
  let chat: ChatFixture;
  let front: RoundRobin;
  let replicas: RunningApp[];
  beforeAll(async () => {
    chat = await ChatFixture.start('postgres', redis);
    replicas = [chat.app, await chat.app.replica()];
    front = await RoundRobin.before(replicas.map(({ url }) => url));
    chat.model.playFor('long', { tokens: Array.from({ length: 120 }, (_, i) => `word-${i} `), gapMs: 50 });
  });
  afterAll(async () => {
    await front.close();
    await replicas[1]!.stop();
    await chat.stop();
    if (TEST_REDIS_URL) await removeKeys(TEST_REDIS_URL, prefix);
  });

  const get = (path: string) => send(front.url, 'GET', path, { token: chat.user.token });

  /** Asks, and follows to the end over every loss of the connection, as a client does. */
  async function follow(question: string, diedAt: () => number, started: () => void): Promise<Reader> {
    const json = { message: question, streaming: true, memory: false, model: 'long' };
    const reader: Reader = { turnId: '', sessionId: '', question, frames: [], endedAfter: 0 };
    let response = await send(front.url, 'POST', '/api/chat', { token: chat.user.token, json });
    expect(response.status).toBe(200);
    for (;;) {
      try {
        if (!response.bodyUsed)
          for await (const frame of readStream(response)) {
            if (frame.type === 'turn-start' && !reader.turnId) {
              reader.turnId = frame.data.turn_id;
              reader.sessionId = frame.data.session_id;
              started();
            }
            reader.frames.push(frame);
          }
      } catch (error) {
        if (!/terminated|inside a frame|fetch failed/.test((error as Error).message)) throw error;
      }
      if (reader.frames.at(-1)?.type === 'turn-end') break;
      await new Promise((resume) => setTimeout(resume, 100));
      const after = reader.frames.at(-1)!.seq;
      const again = await get(`/api/chat/turns/${reader.turnId}/events?after=${after}`).catch(() => undefined);
      if (!again) continue;
      expect(again.status).toBe(200);
      response = again;
    }
    reader.endedAfter = performance.now() - diedAt();
    return reader;
  }

  it.each(Array.from({ length: ROUNDS }, (_, i) => i + 1))(
    'round %i: no acknowledged row is lost, every reader gets the rest or a typed end in time',
    async (round) => {
      let diedAt = Number.POSITIVE_INFINITY;
      let started = 0;
      let allStarted = (): void => undefined;
      const begun = new Promise<void>((resolve) => (allStarted = resolve));
      const count = () => {
        if (++started === STREAMS) allStarted();
      };
      const reading = Array.from({ length: STREAMS }, (_, n) => follow(`question ${round}-${n}`, () => diedAt, count));
      await Promise.race([begun, Promise.all(reading)]);
      const dying = replicas[round % 2]!;
      await dying.kill();
      diedAt = performance.now();
      const readers = await Promise.all(reading);
      await dying.restart();
      await check(readers);
    },
    120_000,
  );

  async function check(readers: Reader[]): Promise<void> {
    const ends = readers.map(({ frames }) => frames.at(-1)!.data);
    const cut = ends.filter(({ turn_status: status }) => status === 'incomplete');
    // About half of the turns ran on the server that died; the others must not have noticed.
    expect(cut.length).toBeGreaterThan(STREAMS / 5);
    expect(ends.filter(({ turn_status: status }) => status === 'complete').length).toBeGreaterThan(STREAMS / 5);
    expect(cut.map(({ reason }) => reason)).toEqual(cut.map(() => 'server_restart'));
    for (const reader of readers) await checkRows(reader);
    // Those of the living server read on to the end of their answers, which is as long as the model takes.
    const late = readers.filter(({ endedAfter }, n) => ends[n].turn_status === 'incomplete' && endedAfter > LATEST_MS);
    const slowest = Math.max(
      ...readers.filter((_, n) => ends[n].turn_status === 'incomplete').map(({ endedAfter }) => endedAfter),
    );
    process.stdout.write(`the last of ${cut.length} readers was told after ${Math.round(slowest)} ms\n`);
    expect(late.map(({ endedAfter }) => endedAfter)).toEqual([]);
  }

  async function checkRows({ turnId, sessionId, question, frames }: Reader): Promise<void> {
    const seqs = frames.map(({ seq }) => seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    const end = frames.at(-1)!.data;
    const turn = await chat.turn(turnId);
    expect([turn.state, turn.response]).toEqual([end.turn_status, end.response]);
    const [asked, answer] = await chat.messages(sessionId);
    expect([asked.content, answer.content, answer.state]).toEqual([question, end.response, end.turn_status]);
    if (end.turn_status === 'complete') expect(end.response).toBe(textOf(frames));
  }
});
