import { StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import type { Readable } from 'node:stream';
import { answerError } from '../http/errors/answer-error.js';
import { toAppError } from '../http/errors/to-app-error.js';
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
  return streamed(response, content, { type: mime, disposition: attachmentOf(name), length: bytes });
}

/** What fails before anything of it was sent is answered as any error is; Nest would say that the request was bad. */
export function streamed(
  response: Response,
  content: Readable,
  options: { type: string; disposition?: string; length?: number },
): StreamableFile {
  return new StreamableFile(content, options).setErrorHandler((error) => {
    if (!response.destroyed) answerError(toAppError(error), response);
  });
}
