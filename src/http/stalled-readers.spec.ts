import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { StalledReaders } from './stalled-readers.js';

/** Several times what two sockets hold, which is up to 40 MB where the system gives them much. */
const LARGE = Buffer.alloc(256 * 1024 * 1024);
/** A reader is let go at the fourth look that finds nothing taken; the timer never fires within a test. */
const BY_HAND = { limitMs: 3 * 3_600_000, everyMs: 3_600_000 };

describe('StalledReaders', () => {
  const letGo = jest.fn<(readers: number) => void>();
  let server: Server;
  let readers: StalledReaders;
  let client: Socket;
  afterEach(async () => {
    readers.onModuleDestroy();
    client.destroy();
    server.closeAllConnections();
    await once(server.close(), 'close');
    letGo.mockClear();
  });

  /** Asks for an answer of `answer` and takes none of it; gives what is written on the other side. */
  async function ask(answer: RequestListener, patience = BY_HAND): Promise<ServerResponse> {
    server = createServer(answer).listen(0, '127.0.0.1');
    readers = new StalledReaders({ letGo }, patience);
    readers.watch(server);
    await once(server, 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
    return response;
  }

  /** Bytes of the running write that the system has not taken yet. */
  const queued = (socket: Socket) =>
    (socket as unknown as { _handle: { writeQueueSize: number } })._handle.writeQueueSize;

  /** The client reads until it shows on the other side. */
  async function take(socket: Socket): Promise<void> {
    for (const before = queued(socket); queued(socket) === before;) {
      client.read();
      await sleep(1);
    }
  }

  it('cuts a reader that takes nothing, by itself', async () => {
    const response = await ask((_, answer) => answer.end(LARGE), { limitMs: 100, everyMs: 25 });
    await once(response, 'close');
    expect(letGo.mock.calls).toEqual([[1]]);
    let came = 0;
    client.on('error', () => undefined).on('data', (bytes: Buffer) => (came += bytes.length));
    await once(client.resume(), 'close');
    expect(came).toBeLessThan(LARGE.length);
  });

  it('cuts it though more is written for it all the time', async () => {
    const response = await ask((_, answer) => answer.write(LARGE));
    while (!response.destroyed) {
      readers.look();
      await sleep(10);
      response.write(': keep-alive\n\n');
    }
    expect(letGo.mock.calls).toEqual([[1]]);
  });

  it('never cuts a reader that takes a little now and then, though no write is ever over', async () => {
    const response = await ask((_, answer) => answer.end(LARGE));
    const socket = response.socket!;
    while (queued(socket) === 0) await sleep(1);
    for (let times = 0; times < 5; times += 1) {
      for (let looks = 0; looks < 3; looks += 1) readers.look();
      await take(socket);
    }
    readers.look();
    expect(socket.destroyed).toBe(false);
    expect(socket.writableLength).toBeGreaterThan(LARGE.length);
    expect(letGo).not.toHaveBeenCalled();
  });

  it('never cuts a stream that has nothing to send, nor an idle connection', async () => {
    const response = await ask((_, answer) => answer.write('data: 1\n\n'));
    const socket = response.socket!;
    for (let looks = 0; looks < 20; looks += 1) {
      readers.look();
      await sleep(1);
    }
    response.end();
    await once(response, 'close');
    for (let looks = 0; looks < 20; looks += 1) readers.look();
    expect(socket.destroyed).toBe(false);
    expect(letGo).not.toHaveBeenCalled();
  });

  it('forgets connections that have ended', async () => {
    const response = await ask((_, answer) => answer.end(LARGE));
    while (response.socket?.writableLength === 0) await sleep(1);
    readers.look();
    client.destroy();
    while (readers['open'].size > 0) await sleep(1);
    for (let looks = 0; looks < 20; looks += 1) readers.look();
    expect(letGo).not.toHaveBeenCalled();
  });
});
