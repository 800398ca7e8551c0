import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';
import { AppError } from '../../common/app-error.js';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/** Lets in whoever has the token or, where none is set, this machine itself. Throws `unauthorized` or `forbidden`. */
export function assertMayReadMetrics(request: Request, token: string): void {
  if (token) {
    if (!sameSecret(request.headers.authorization ?? '', `Bearer ${token}`)) throw new AppError('unauthorized');
    return;
  }
  // Behind a proxy on this machine everybody comes from loopback: then a token is the only proof.
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded;
  if (forwarded !== undefined || !LOOPBACK.test(request.socket.remoteAddress ?? '')) {
    throw new AppError('forbidden', 'Metrics are open to this machine only; set METRICS_TOKEN to read them from afar.');
  }
}

/** Compares in the same time whatever the lengths and the first difference. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
