import { AppError } from '../../common/app-error.js';
import type { ErrorCode } from '../../common/error-codes.js';

/** What exactly went wrong between us and a model server, finer than the public code. */
export type UpstreamFault =
  | 'refused' // no connection: refused, no route, unknown host, TLS
  | 'reset' // the connection broke
  | 'circuit_open' // not even tried, after many connection faults in a row
  | 'connect_timeout'
  | 'first_token_timeout'
  | 'idle_timeout'
  | 'total_timeout'
  | 'status' // an HTTP error status, see `upstreamStatus`
  | 'stream_error' // an error object inside a 200 stream
  | 'closed' // a clean close before the answer was complete
  | 'malformed' // not the protocol
  | 'too_large';

const CODES = {
  refused: 'upstream_unavailable',
  reset: 'upstream_error',
  circuit_open: 'upstream_unavailable',
  connect_timeout: 'upstream_timeout',
  first_token_timeout: 'upstream_timeout',
  idle_timeout: 'upstream_timeout',
  total_timeout: 'upstream_timeout',
  status: 'upstream_error',
  stream_error: 'upstream_error',
  closed: 'upstream_error',
  malformed: 'upstream_error',
  too_large: 'upstream_too_large',
} as const satisfies Record<UpstreamFault, ErrorCode>;

export interface UpstreamErrorOptions {
  /** Where the fault alone does not decide the code (HTTP statuses). */
  code?: ErrorCode;
  /** A sentence that is safe to show: nothing the upstream wrote, no address, no key. */
  message?: string;
  upstreamStatus?: number;
  /** Seconds. */
  retryAfter?: number;
  /** For the log only. */
  cause?: unknown;
}

/** A fault of a model server, typed. `code` is public, `fault` is for deciding what to do. */
export class UpstreamError extends AppError {
  readonly upstreamStatus?: number;
  /** Name of the server, once that is known; for the log only. */
  upstream?: string;

  constructor(
    readonly fault: UpstreamFault,
    options: UpstreamErrorOptions = {},
  ) {
    super(options.code ?? CODES[fault], options.message, { retryAfter: options.retryAfter, cause: options.cause });
    this.name = 'UpstreamError';
    this.upstreamStatus = options.upstreamStatus;
  }
}

/** Why an answer that already had text is incomplete, given what its stream threw. */
export function reasonAfterText(error: unknown): 'upstream_closed' | 'upstream_idle' | 'deadline' {
  if (!(error instanceof UpstreamError)) return 'upstream_closed';
  if (error.fault === 'idle_timeout') return 'upstream_idle';
  if (error.fault === 'total_timeout') return 'deadline';
  return 'upstream_closed';
}

/** That a server took a request, whatever it asks for, for a wrong one: without some of it, it may be answered. */
export function refusesRequest(error: unknown): boolean {
  if (!(error instanceof UpstreamError) || error.code !== 'upstream_rejected') return false;
  return error.upstreamStatus === 400 || error.upstreamStatus === 422;
}
