/** Answers an error, wherever it comes from; logs those of 500 and above, as errors where they are our fault. */
import { Logger } from '@nestjs/common';
import type { Response } from 'express';
import type { AppError } from '../../common/app-error.js';
import { isOwnFault } from '../../common/error-codes.js';
import { currentRequestId } from '../request-context.js';
import { toErrorBody } from './to-error-body.js';

const ANNOUNCED = ['Content-Type', 'Content-Length', 'Content-Disposition', 'Content-Encoding', 'Content-Range'];
const logger = new Logger('Errors');

export function answerError(error: AppError, response: Response): void {
  if (error.status >= 500 && !error.isLogged) log(error);
  if (response.headersSent) {
    // A stream that has begun carries its own ending; all that is left is not to leave the client waiting.
    if (!response.writableEnded) response.destroy();
    return;
  }
  const body = toErrorBody(error, currentRequestId());
  if (body.retry_after !== undefined) response.setHeader('Retry-After', String(body.retry_after));
  if (error.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  // The route may have announced something else before it failed.
  for (const name of ANNOUNCED) response.removeHeader(name);
  response.setHeader('Cache-Control', 'no-store');
  response.status(error.status).json(body);
}

function log(error: AppError): void {
  const { code, message, cause } = error;
  if (isOwnFault(code)) logger.error({ err: cause ?? error, code }, message);
  // Whole: what the other did is told by the error, not by its cause.
  else logger.warn({ err: error, code }, message);
}
