import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../../support/start-app.js';

let app: RunningApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.stop());

async function open(): Promise<Socket> {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

describe('SIGTERM', () => {
  it('ends with 0 though connections are open and idle', async () => {
    const idle = await open();
    const half = await open();
    half.write(
      'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    );
    for (const socket of [idle, half]) socket.on('error', () => socket.destroy());
    expect(await app.terminate()).toBe(0);
  });

  it('leaves a database that opens again', async () => {
    expect(await app.terminate()).toBe(0);
    await app.restart();
    expect((await app.call('GET', '/health/ready')).status).toBe(200);
  });
});
