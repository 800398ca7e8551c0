import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { Response as ExpressResponse } from 'express';
import { writeEventStream } from './event-stream.js';

async function streamOf(data: string[]): Promise<string> {
  async function* frames() {
    for (const [seq, text] of data.entries()) yield [{ seq, data: text }];
  }
  const server = createServer((_, response) => {
    void writeEventStream(response as unknown as ExpressResponse, frames(), new AbortController());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
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
});
