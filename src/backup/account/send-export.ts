import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

export interface Export {
  name: string;
  type: string;
  content: Readable;
}

/** Sends it at the pace of whoever reads; ends quietly when they leave. A fault cuts the answer, so it cannot pass for whole. */
export async function sendExport(response: Response, { name, type, content }: Export): Promise<void> {
  response.attachment(name).type(type).setHeader('Cache-Control', 'no-store');
  try {
    await pipeline(content, response);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
