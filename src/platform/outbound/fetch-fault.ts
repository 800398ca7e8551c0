import { AppError } from '../../common/app-error.js';

/** What may be different a moment later. */
const PASSING = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Whatever a request threw -> the error a caller sees. `lateAfter`: the milliseconds after which it was given up. */
export function asFetchError(error: unknown, lateAfter: number | undefined): AppError {
  if (error instanceof AppError) return error;
  if (lateAfter !== undefined) {
    return new AppError(
      'fetch_failed',
      `The page did not arrive within ${Math.ceil(lateAfter / 1000)} s.`,
      passing(error),
    );
  }
  const code = codeOf(error);
  if (PASSING.has(code)) return unreached('The server could not be reached.', error);
  if (code.startsWith('ERR_TLS') || /CERT|SIGNED|VERIFY/.test(code)) {
    return new AppError('fetch_failed', 'The certificate of the server is not valid.', { cause: error });
  }
  if (/^Z_|^ERR_(BROTLI|PADDING)/.test(code)) {
    return new AppError('fetch_failed', 'The answer of the server is damaged.', { cause: error });
  }
  return new AppError('fetch_failed', undefined, { cause: error });
}

/** Tells by its cause whether it may pass. */
export function unreached(sentence: string, cause: unknown): AppError {
  return new AppError('fetch_failed', sentence, PASSING.has(codeOf(cause)) ? passing(cause) : { cause });
}

/** Seconds after which the same request may succeed; undefined where it will not. */
export function worthRetrying(error: unknown): boolean {
  return error instanceof AppError && error.code === 'fetch_failed' && error.retryAfter !== undefined;
}

function passing(cause: unknown) {
  return { cause, retryAfter: 1 };
}

function codeOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (typeof code === 'string') return code;
  const cause = (error as Error | undefined)?.cause;
  return cause === undefined ? '' : codeOf(cause);
}
