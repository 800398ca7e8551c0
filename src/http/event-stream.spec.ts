import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Response as ExpressResponse } from 'express';
import { writeEventStream } from './event-stream.js';

let server: Server | undefined;

afterEach(() => {
  server?.close();
});

async function streamOf(data: string[]): Promise<string> {
  async function* frames() {
    for (const [seq, text] of data.entries()) yield [{ seq, data: text }];
  }
  server = createServer((_, response) => {
    void writeEventStream(response as unknown as ExpressResponse, frames(), new AbortController());
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  return response.text();
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
