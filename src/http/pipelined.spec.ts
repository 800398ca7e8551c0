import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Response } from 'express';
import { endWithConnection } from './pipelined.js';

/** More than listeners an emitter takes without a warning. */
const MANY = 15;
const LARGE = Buffer.alloc(256 * 1024 * 1024);

describe('answers asked for on one connection before any is there', () => {
  let server: Server;
  let client: Socket;
  /** Paths of answers that were told of their end, as often as they were. */
  let told: string[];
  let served: Socket;
  const warnings: Error[] = [];
  const warn = (warning: Error) => warnings.push(warning);
  beforeEach(async () => {
    told = [];
    process.on('warning', warn);
    server = createServer((request, answer) => {
      const response = answer as unknown as Response;
      served = request.socket;
      if (!response.socket) endWithConnection(response);
      response.on('close', () => told.push(request.url!));
      if (request.url === '/large') response.end(LARGE);
      else if (request.url === '/open') response.write('begun');
      else response.end(request.url);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  });
  afterEach(async () => {
    process.off('warning', warn);
    client.destroy();
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  const ask = (paths: string[]) =>
    client.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));

  it('are all told, once, that the connection has ended', async () => {
    const paths = ['/large', '/short', ...Array.from({ length: MANY }, () => '/open')];
    ask(paths);
    await once(server, 'request');
    await nextTurn();
    served.destroy();
    while (told.length < paths.length) await nextTurn();
    for (let turns = 0; turns < 10; turns += 1) await nextTurn();
    expect(told.sort()).toEqual(paths.sort());
    expect(warnings).toEqual([]);
  });

  it('leave nothing on a connection that goes on', async () => {
    const paths = Array.from({ length: MANY }, (_, i) => `/${i}`);
    ask(['/first']);
    await once(server, 'request');
    while (told.length < 1) await nextTurn();
    const [listeners, most] = [served.listenerCount('close'), served.getMaxListeners()];
    ask(paths);
    while (told.length < 1 + MANY) await nextTurn();
    expect(told).toEqual(['/first', ...paths]);
    expect([served.listenerCount('close'), served.getMaxListeners()]).toEqual([listeners, most]);
    expect(warnings).toEqual([]);
  });
});
