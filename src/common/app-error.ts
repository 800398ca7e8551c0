import { ERROR_CODES, type ErrorCode, statusOf } from './error-codes.js';

/** A field that was not accepted, and why. */
export interface ErrorDetail {
  field: string;
  message: string;
}

export interface AppErrorOptions {
  details?: ErrorDetail[];
  /** Seconds until it makes sense to try again. */
  retryAfter?: number;
  /** Extra machine-readable members of the error body, e.g. `turn_id` of the running turn. */
  extra?: Record<string, unknown>;
  cause?: unknown;
  /** What went wrong stands in the log already, with more than is known here. */
  isLogged?: boolean;
}

/** The only error the application throws on purpose. The status follows from the code. */
export class AppError extends Error {
  readonly details?: ErrorDetail[];
  readonly retryAfter?: number;
  readonly extra?: Record<string, unknown>;
  readonly isLogged: boolean;

  constructor(
    readonly code: ErrorCode,
    message: string = ERROR_CODES[code][1],
    options: AppErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.details = options.details;
    this.retryAfter = options.retryAfter;
    this.extra = options.extra;
    this.isLogged = options.isLogged ?? false;
  }

  get status(): number {
    return statusOf(this.code);
  }
}

/** The same 404 for an absent id and for somebody else's. */
export function notFound(): AppError {
  return new AppError('not_found');
}

export const isNotFound = (error: unknown): boolean => error instanceof AppError && error.code === 'not_found';
