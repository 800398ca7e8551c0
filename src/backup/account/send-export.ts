import type { Readable } from 'node:stream';
import type { Response } from 'express';
import { sendStream } from '../../http/send-stream.js';

export interface Export {
  name: string;
  type: string;
  content: Readable;
}

/** Sends it as a file, at the pace of whoever reads; ends quietly when they leave. A fault cuts the answer. */
export async function sendExport(response: Response, { name, type, content }: Export): Promise<void> {
  response.attachment(name).type(type).setHeader('Cache-Control', 'no-store');
  await sendStream(response, content);
}
