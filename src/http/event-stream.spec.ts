import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Response as ExpressResponse } from 'express';
import type { LiveFrames } from '../common/log-frame.js';
import { InProcessTurnLog } from '../platform/turn-log/in-process-turn-log.js';
import { writeEventStream } from './event-stream.js';

async function* framesOf(data: string[]) {
  for (const [seq, text] of data.entries()) yield [{ seq, data: text }];
}

async function* liveOf(live: LiveFrames) {
  yield live;
}

async function listening(data: string[]) {
  const server = createServer((_, response) => {
    void writeEventStream(response as unknown as ExpressResponse, framesOf(data), new AbortController());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

/** All that comes back on a connection of its own, head and body as they are on the wire. */
async function wireOf(data: string[], request: string, pauseMs = 0): Promise<string> {
  const { server, port } = await listening(data);
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  socket.write(request);
  await once(socket, 'readable');
  await sleep(pauseMs);
  let text = '';
  for await (const piece of socket) text += piece as string;
  server.close();
  return text;
}

async function streamOf(data: string[]): Promise<string> {
  const { server, port } = await listening(data);
  const [response] = (await once(get({ port, host: '127.0.0.1', agent: false }), 'response')) as [IncomingMessage];
  expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  response.setEncoding('utf8');
  let text = '';
  for await (const piece of response) text += piece as string;
  server.close();
  return text;
}

describe('writeEventStream', () => {
  it('numbers its frames', async () => {
    expect(await streamOf(['{"a":1}', '{"b":2}'])).toBe('id: 0\ndata: {"a":1}\n\nid: 1\ndata: {"b":2}\n\n');
  });

  it('keeps a large frame whole, wherever its pieces are cut', async () => {
    // Two units a character, and an odd beginning: some piece must end between the halves of a pair.
    const large = `x${'😀'.repeat(200_000)}`;
    for (const text of [large, `x${large}`])
      expect(await streamOf([text, 'end'])).toBe(`id: 0\ndata: ${text}\n\nid: 1\ndata: end\n\n`);
  });

  it('is one chunk a write, its length in bytes', async () => {
    const wire = await wireOf(['grüße', 'end'], 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    const [head, ...body] = wire.split('\r\n\r\n');
    expect(head).toMatch(/transfer-encoding: chunked/i);
    expect(body.join('\r\n\r\n')).toBe('15\r\nid: 0\ndata: grüße\n\n\r\n11\r\nid: 1\ndata: end\n\n\r\n0\r\n\r\n');
  });

  it('is not chunked where the reader knows no chunks', async () => {
    const wire = await wireOf(['one', 'two'], 'GET / HTTP/1.0\r\n\r\n');
    expect(wire.split('\r\n\r\n')[1]).toBe('id: 0\ndata: one\n\nid: 1\ndata: two\n\n');
  });

  it('is over at once where the reader has left before it begins', async () => {
    const log = new InProcessTurnLog();
    log.open('t');
    log.append('t', [{ seq: 0, data: 'one' }]);
    for (const live of [false, true]) {
      const left = new AbortController();
      const server = createServer().listen(0, '127.0.0.1');
      const asked = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
      await once(server, 'listening');
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
      const [, response] = await asked;
      socket.destroy();
      await once(response, 'close');
      const frames = live ? liveOf(log.follow('t', -1, left.signal)!) : framesOf(['one', 'two']);
      await writeEventStream(response as unknown as ExpressResponse, frames, left);
      expect(left.signal.aborted).toBe(true);
      server.close();
    }
  });

  it('goes on where a reader that stopped reads again', async () => {
    const large = Array.from({ length: 200 }, (_, i) => `${i}`.repeat(50_000));
    const wire = await wireOf(large, 'GET / HTTP/1.0\r\n\r\n', 200);
    expect(wire.slice(wire.indexOf('\r\n\r\n') + 4)).toBe(
      large.map((text, i) => `id: ${i}\ndata: ${text}\n\n`).join(''),
    );
    const chunked = await wireOf(large, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 200);
    expect(chunked.endsWith('0\r\n\r\n')).toBe(true);
    expect(chunked.length).toBeGreaterThan(wire.length);
  });
});
