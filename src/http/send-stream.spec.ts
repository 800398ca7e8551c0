import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import type { Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { sendPieces } from './send-stream.js';

const PIECE = 'x'.repeat(64 * 1024);
/** 256 MB: several times what two sockets may hold, which is up to 40 MB where the system gives them much. */
const MANY = 4096;
const nextTurn = () => new Promise((resume) => setImmediate(resume));

describe('sendPieces', () => {
  let server: Server;
  afterEach(() => {
    server.closeAllConnections();
    return once(server.close(), 'close');
  });

  /** Serves `pieces`; `state` tells how many were asked for, and whether that is over. */
  async function serve(failAt = Infinity) {
    const state = { asked: 0, isOver: false, thrown: undefined as unknown };
    async function* pieces(): AsyncGenerator<string> {
      try {
        for (; state.asked < MANY; state.asked++) {
          if (state.asked === failAt) throw new Error('the read failed');
          await nextTurn();
          yield PIECE;
        }
      } finally {
        state.isOver = true;
      }
    }
    const app = express().get('/', (_request, response) => {
      sendPieces(response.type('text/plain'), pieces()).catch((error: unknown) => (state.thrown = error));
    });
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return { state, port, url: `http://127.0.0.1:${port}/` };
  }

  /** Until nothing more is asked for. */
  async function settled(state: { asked: number }): Promise<number> {
    for (let before = 0; before !== state.asked || before === 0;) {
      before = state.asked;
      await new Promise((resume) => setTimeout(resume, 300));
    }
    return state.asked;
  }

  it('asks for no more than a slow reader takes, and for nothing once they have left', async () => {
    const { state, port } = await serve();
    // A socket that is never read holds what the system gives it, and no more.
    const socket = connect(port, '127.0.0.1').pause();
    socket.write('GET / HTTP/1.1\r\nHost: test\r\n\r\n');
    const asked = await settled(state);
    expect(asked).toBeGreaterThan(1);
    expect(asked).toBeLessThan(MANY / 2);
    socket.destroy();
    while (!state.isOver) await nextTurn();
    expect(state.asked).toBeLessThan(MANY / 2);
    expect(state.thrown).toBeUndefined();
  });

  it('cuts the connection where a read fails after the first bytes', async () => {
    const { state, url } = await serve(20);
    const response = await fetch(url);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
    expect(state.thrown).toEqual(new Error('the read failed'));
  });

  it('resets the connection of a client that takes its end for the end of the answer', async () => {
    const { port } = await serve(20);
    const socket = connect(port, '127.0.0.1').resume();
    socket.write('GET / HTTP/1.0\r\n\r\n');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
  });

  it('throws what fails before the first byte, and sends nothing', async () => {
    const { state, url } = await serve(1);
    const answer = fetch(url).catch(() => undefined);
    while (!state.thrown) await nextTurn();
    expect(state.thrown).toEqual(new Error('the read failed'));
    server.closeAllConnections();
    expect(await answer).toBeUndefined();
  });
});
