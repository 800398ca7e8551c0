import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { expect, it } from '@jest/globals';
import express, { type Request, type Response } from 'express';
import { SteadyExpressAdapter } from './steady-shapes.js';

/** Whether two objects have the same hidden class: a question only V8 itself answers. */
function shapeComparison(): (one: object, other: object) => boolean {
  setFlagsFromString('--allow-natives-syntax');
  try {
    type Compare = (one: object, other: object) => boolean;
    const compare = runInThisContext('(one, other) => %HaveSameMap(one, other)') as Compare;
    // Compiled when it is called first.
    compare({}, {});
    return compare;
  } finally {
    setFlagsFromString('--no-allow-natives-syntax');
  }
}

it('gives requests and responses of one shape, with all that Express lets them do', async () => {
  const haveSameShape = shapeComparison();
  const app = express();
  const seen: [Request, Response][] = [];
  app.get('/', (request, response) => {
    seen.push([request, response]);
    response.json({ secure: request.secure, app: request.app === app && response.app === app });
  });
  const adapter = new SteadyExpressAdapter(app);
  adapter.initHttpServer();
  const server = adapter.getHttpServer() as Server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    // The shapes of the first ones are still being learned.
    for (let i = 0; i < 6; i++) expect(await (await fetch(url)).json()).toEqual({ secure: false, app: true });
    const [request, response] = seen.at(-1)!;
    const [otherRequest, otherResponse] = seen.at(-2)!;
    expect(haveSameShape(request, otherRequest)).toBe(true);
    expect(haveSameShape(response, otherResponse)).toBe(true);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
