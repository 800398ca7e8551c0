import type { Request } from 'express';
import { AppError, isNotFound } from '../common/app-error.js';
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

/** What a request made, as it is now; where it was deleted since, its key makes nothing in its place, and that is said. */
export async function stillThere<T>(key: IdempotentRequest | undefined, made: Promise<T>): Promise<T> {
  try {
    return await made;
  } catch (error) {
    if (!key || !isNotFound(error)) throw error;
    const sentence =
      'What was made under this Idempotency-Key has been deleted since; send another key to make it anew.';
    throw new AppError('not_found', sentence);
  }
}
