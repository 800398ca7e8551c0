import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** Sends lines at the pace of whoever reads; ends quietly when they leave. A fault cuts the answer, so it cannot pass for whole. */
export async function sendLines(response: Response, name: string, lines: AsyncIterable<string>): Promise<void> {
  response.attachment(name).type('application/x-ndjson').setHeader('Cache-Control', 'no-store');
  try {
    await pipeline(Readable.from(lines), response);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
