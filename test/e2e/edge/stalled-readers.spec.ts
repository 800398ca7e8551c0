import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture, expectWholeStream } from '../chat/chat-fixture.js';

const MIB = 1024 * 1024;
/** More than two sockets hold, which is up to 40 MB where the system gives them much. */
const LARGE = 64 * MIB;
/** An answer has fewer characters than that, but of three bytes each. */
const PIECE = '字'.repeat(64 * 1024);
const PIECES = Math.ceil(LARGE / Buffer.byteLength(PIECE));
const LONG_MS = 60_000;

describe.each(testDatabases())('a client that takes nothing of its answer, on %s', (database) => {
  let chat: ChatFixture;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    chat = await ChatFixture.start(database, {
      NODE_OPTIONS: `--import=${resolve('test/support/hasty-looks.mjs')}`,
      FILE_LIMIT_BYTES: String(2 * LARGE),
      LLM_IDLE_TIMEOUT_MS: String(10 * LONG_MS),
    });
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });
  afterAll(() => chat.stop());

  /** Asks for all of them on one connection to one server, and reads nothing. */
  function ask(...paths: string[]): void {
    const { port, hostname } = new URL(chat.app.urls[0]!);
    const socket = connect(Number(port), hostname).pause();
    socket.on('error', () => socket.destroy());
    sockets.push(socket);
    const head = `Host: x\r\nAuthorization: Bearer ${chat.user.token}`;
    for (const path of paths) socket.write(`GET ${path} HTTP/1.1\r\n${head}\r\n\r\n`);
  }

  const letGo = async () => {
    const answers = await chat.app.everywhere('GET', '/metrics');
    const counts = answers.map(({ body }) => Number(/^http_stalled_readers_total (\d+)$/m.exec(body)?.[1]));
    return counts.reduce((all, one) => all + one, 0);
  };
  const oneMoreThan = (before: number) =>
    waitUntil('a reader is let go', LONG_MS, async () => ((await letGo()) > before ? true : undefined));
  /** Log lines of requests for that route that were not answered to the end. */
  const aborted = (route: string) =>
    chat.app.logs().match(new RegExp(`"route":"${route}"[^\\n]*"aborted":true`, 'g'))?.length ?? 0;

  it('is let go in a download, with what it asked for behind that', async () => {
    const form = new FormData();
    form.append('file', new Blob([Buffer.alloc(LARGE)]), 'zeros.bin');
    const { status, body } = await chat.call('POST', '/api/files', { body: form });
    expect(status).toBe(201);
    const download = `/api/files/${body.file.id}/content`;
    ask(download, download, '/api/auth/me/export', '/api/auth/me/export');
    await oneMoreThan(0);
    await waitUntil('all four are over', LONG_MS, async () =>
      aborted('/api/files/:id/content') === 2 && aborted('/api/auth/me/export') === 2 ? true : undefined,
    );
    await chat.app.printed('let go of readers that took nothing of their answers');
  });

  it('is let go in a stream, and the turn goes on', async () => {
    const tokens = Array.from({ length: PIECES }, () => PIECE);
    chat.model.playFor('endless', { tokens, fault: { kind: 'stall', at: 1 + PIECES } });
    const before = await letGo();
    const open = await chat.stream({ message: 'tell me much', model: 'endless' });
    const { turn_id } = await open.start();
    await open.leave();
    ask(`/api/chat/turns/${turn_id}/events`);
    await oneMoreThan(before);
    expect((await chat.turn(turn_id)).state).toBe('running');
    expect((await chat.call('POST', `/api/chat/turns/${turn_id}/stop`)).status).toBe(200);
    expect(await chat.turnEnded(turn_id)).toMatchObject({ state: 'incomplete', reason: 'stopped' });
  });

  it('is kept where there is nothing to send', async () => {
    chat.model.playFor('slow', { tokens: ['at last'], firstTokenDelayMs: 4000 });
    const before = await letGo();
    const open = await chat.stream({ message: 'think about it', model: 'slow' });
    const { turn_id } = await open.start();
    ask(`/api/chat/turns/${turn_id}/events`);
    const [quiet] = sockets;
    const end = expectWholeStream(await open.all());
    expect(end.response).toBe('at last');
    let text = '';
    quiet!
      .setEncoding('utf8')
      .on('data', (piece: string) => (text += piece))
      .resume();
    while (!text.includes('turn-end')) await once(quiet!, 'data');
    expect(await letGo()).toBe(before);
  });
});
