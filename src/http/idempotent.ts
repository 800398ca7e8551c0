import type { Request } from 'express';
import { AppError } from '../common/app-error.js';
import { hashBody, type IdempotentRequest } from '../platform/database/idempotency.js';

/** The Idempotency-Key of a request, if it has one. */
export function idempotent(request: Request, scope: string): IdempotentRequest | undefined {
  const key = request.get('idempotency-key');
  if (key === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new AppError('bad_request', 'Idempotency-Key must be 1 to 255 printable ASCII characters without spaces.');
  }
  return { scope, key, bodyHash: hashBody(request.body) };
}
