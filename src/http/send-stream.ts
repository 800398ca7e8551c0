/** Sends as the body of an answer what is made while it is sent, at the pace of whoever reads. */
import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { gzipFor } from './compress-json.js';

/**
 * Resolves when all is sent, and quietly when the reader leaves, which ends the content too. Where the content fails it
 * rejects with that, and the connection is cut, so that what was sent cannot pass for whole.
 */
export async function sendStream(response: Response, content: Readable, ...through: Duplex[]): Promise<void> {
  // A client of HTTP/1.0 takes the end of the connection for the end of the answer; a reset it does not.
  content.once('error', () => !response.chunkedEncoding && response.socket?.resetAndDestroy());
  try {
    await pipeline([content, ...through, response]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

/**
 * Sends a text of one piece as `response.send` does, with its length; a longer one as a stream, JSON compressed as there.
 * What fails within the first two pieces is thrown before anything is sent.
 */
export async function sendPieces(response: Response, pieces: AsyncGenerator<string>): Promise<void> {
  const first = (await pieces.next()) as IteratorYieldResult<string>;
  const second = await pieces.next();
  // What the client has already is not sent at all: `send` answers 304.
  if (second.done || response.req.fresh) return void response.send(first.value);
  if (response.destroyed) return;
  const gzip = gzipFor(response);
  if (response.req.method === 'HEAD') return void response.end();
  const content = Readable.from(inOrder([first.value, second.value], pieces));
  await sendStream(response, content, ...(gzip ? [gzip] : []));
}

async function* inOrder(first: string[], rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield* first;
  yield* rest;
}
