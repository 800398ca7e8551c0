/** Turns whatever was thrown into an AppError: the one place that knows how foreign libraries say things. Pure. */
import { HttpException } from '@nestjs/common';
import { EntityNotFoundError } from 'typeorm';
import { AppError } from '../../common/app-error.js';
import type { ErrorCode } from '../../common/error-codes.js';
import { UnexpectedChanges } from '../../platform/database/statement.js';
import { databaseErrorCode } from './database-error-code.js';

/** Seconds after which trying again makes sense, for codes that pass by themselves. */
const RETRY_AFTER: Partial<Record<ErrorCode, number>> = { database_unavailable: 5, overloaded: 1, shutting_down: 3 };

const BY_STATUS: Record<number, ErrorCode> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'route_not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  503: 'overloaded',
};

/** `type` of the errors body-parser raises. */
const BY_BODY_ERROR: Record<string, ErrorCode> = {
  'entity.parse.failed': 'invalid_json',
  'entity.too.large': 'payload_too_large',
  'encoding.unsupported': 'unsupported_media_type',
  'charset.unsupported': 'unsupported_media_type',
  'request.aborted': 'bad_request',
  'request.size.invalid': 'bad_request',
};

export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = foreignCode(error) ?? 'internal_error';
  return new AppError(code, undefined, { cause: error, retryAfter: RETRY_AFTER[code] });
}

function foreignCode(error: unknown): ErrorCode | undefined {
  if (error instanceof HttpException) return fromHttpException(error);
  if (!(error instanceof Error)) return undefined;
  const { type, status, code } = error as Error & { type?: string; status?: number; code?: string };
  if (type && type in BY_BODY_ERROR) return BY_BODY_ERROR[type];
  // What the request was about was changed or deleted since it was looked for.
  if (error instanceof UnexpectedChanges) return 'conflict';
  if (error instanceof EntityNotFoundError) return 'not_found';
  if (error.name === 'MulterError') return code === 'LIMIT_FILE_SIZE' ? 'payload_too_large' : 'invalid_multipart';
  if (error instanceof URIError) return 'bad_request';
  // Errors made for HTTP by Express and its middleware say their status; anything else has none.
  return databaseErrorCode(error) ?? (status && status < 500 ? BY_STATUS[status] : undefined);
}

function fromHttpException(error: HttpException): ErrorCode | undefined {
  if (error.getStatus() === 400 && /multipart|boundary|field|file/i.test(error.message)) return 'invalid_multipart';
  return BY_STATUS[error.getStatus()];
}
