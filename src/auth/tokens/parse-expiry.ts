import { AppError } from '../../common/app-error.js';
import { parseTime } from '../../common/parse-time.js';

/** ISO-8601 in any zone -> UTC as it is stored; undefined stays undefined; the past, and nonsense, are a 400. */
export function parseExpiry(expiresAt: string | null | undefined, now: number): string | undefined {
  if (expiresAt === undefined || expiresAt === null) return undefined;
  const time = parseTime(expiresAt);
  if (!(time > now)) {
    throw new AppError('validation_failed', undefined, {
      details: [{ field: 'expires_at', message: 'must be a time in the future' }],
    });
  }
  return new Date(time).toISOString();
}
