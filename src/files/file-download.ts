import { StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import type { Readable } from 'node:stream';
import { attachmentOf } from './content-disposition.js';

/** What a user stored, sent so that no browser runs or shows it: as an attachment, unsniffed, in a sandbox. */
export function sendDownload(
  response: Response,
  { name, mime, bytes }: { name: string; mime: string; bytes?: number },
  content: Readable,
): StreamableFile {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
  response.setHeader('Cache-Control', 'private, no-store');
  return new StreamableFile(content, { type: mime, disposition: attachmentOf(name), length: bytes });
}
