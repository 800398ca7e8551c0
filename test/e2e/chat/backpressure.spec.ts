import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { send } from '../../support/call.js';
import { probe, PROBE_ENV } from '../../support/probe.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture, expectWholeStream, OpenTurn } from './chat-fixture.js';

const MIB = 1024 * 1024;
const PIECE = 'x'.repeat(64 * 1024);
const PIECES = 320;
const ANSWER = PIECES * PIECE.length;
const READERS = 40;
const WARM_UPS = 3;
/** Promised for each reader. */
const READER_BYTES = MIB / 2;
/** What the answer itself takes while its end is told, saved and shared with other servers; forty held copies would be four times as much. */
const ANSWER_BYTES = 10 * ANSWER;
const LIMIT = ANSWER_BYTES + READERS * READER_BYTES;

describe.each(testDatabases())('readers that do not read, on %s', (database) => {
  let chat: ChatFixture;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    chat = await ChatFixture.start(database, PROBE_ENV);
    chat.model.playFor('huge', { tokens: Array.from({ length: PIECES }, () => PIECE), gapMs: 2 });
  });
  afterAll(async () => {
    leaveAll();
    await chat.stop();
  });

  const heldBytes = async () => (await probe(chat.app)).held;
  /** Of the server that grew most, without what nobody holds any more. */
  const growth = async (before: readonly number[]) =>
    Math.max(...(await heldBytes()).map((now, i) => now - before[i]!));

  /** Asks for the events, gets the first bytes, and then takes no more. */
  async function readerThatStops(turnId: string): Promise<void> {
    const { port, hostname } = new URL(chat.app.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    const head = `Host: x\r\nAuthorization: Bearer ${chat.user.token}`;
    socket.write(`GET /api/chat/turns/${turnId}/events HTTP/1.1\r\n${head}\r\n\r\n`);
    await once(socket, 'readable');
    expect((socket.read(12) as Buffer).toString()).toBe('HTTP/1.1 200');
  }

  function leaveAll(): void {
    for (const socket of sockets.splice(0)) socket.destroy();
  }

  const others = async () => {
    const { status, body } = await chat.ask({ message: 'and me?' }, { token: chat.other.token });
    expect([status, body.turn_status]).toEqual([200, 'complete']);
  };

  it('cost next to nothing and hold nobody up, while the answer is written and after', async () => {
    // The same answer without them, until the collector has found its pace: what a process keeps of one is there from now on.
    for (const url of Array.from({ length: WARM_UPS }, () => chat.app.urls).flat()) {
      const { token } = chat.user;
      const json = { message: 'huge', model: 'huge', streaming: true };
      const first = OpenTurn.of(await send(url, 'POST', '/api/chat', { token, json }));
      expect(expectWholeStream(await first.all()).response).toHaveLength(ANSWER);
    }
    const before = await heldBytes();

    const open = await chat.stream({ message: 'huge again', model: 'huge' });
    const { turn_id } = await open.start();
    for (let i = 0; i < READERS; i++) await readerThatStops(turn_id);
    await others();
    const end = expectWholeStream(await open.all());
    expect([end.turn_status, end.response.length]).toEqual(['complete', ANSWER]);
    expect(await growth(before)).toBeLessThan(LIMIT);
    leaveAll();

    const [, saved] = await chat.messages(end.session_id);
    expect(saved.content === end.response).toBe(true);
    for (let i = 0; i < READERS; i++) await readerThatStops(turn_id);
    await others();
    expect(await growth(before)).toBeLessThan(LIMIT);
    // Minutes on a machine that has other things to do: answers of 20 MB, several times.
  }, 180_000);
});
