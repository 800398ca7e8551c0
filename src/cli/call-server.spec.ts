import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { callServer } from './call-server.js';
import type { LocalServer } from './local-server.js';

const LIMITED = { status: 'error', error: 'Too many requests.', code: 'rate_limited', retry_after: 1 };
const USED_UP = { status: 'error', error: 'The storage quota is used up.', code: 'quota_exceeded', retry_after: 1 };

describe('callServer', () => {
  let server: Server;
  afterEach(() => void server.close());

  async function answering(...refusals: object[]): Promise<LocalServer> {
    server = createServer((_request, response) => {
      const refusal = refusals.shift();
      response.writeHead(refusal ? 429 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(refusal ?? { status: 'success' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { signal: interrupted } = new AbortController();
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      key: async () => 'rai_key',
      interrupted,
    };
  }

  it('waits where there were too many requests within a minute', async () => {
    const began = Date.now();
    const response = await callServer(await answering(LIMITED), '/', { body: '{}' });
    expect(response.status).toBe(200);
    expect(Date.now() - began).toBeGreaterThan(900);
  });

  it('does not wait for room that nobody makes', async () => {
    await expect(callServer(await answering(USED_UP), '/', {})).rejects.toThrow('The storage quota is used up.');
  });

  it('says in a sentence that the server is gone', async () => {
    const gone = await answering();
    await new Promise((resolve) => server.close(resolve));
    await expect(callServer(gone, '/', {})).rejects.toMatchObject({
      message: `the server at ${gone.url} does not answer any more`,
      name: 'AppError',
    });
  });
});
