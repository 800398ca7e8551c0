/** The error body of api.md, the same for an HTTP answer and for the end of a stream. */
import type { ErrorDetail } from '../../common/app-error.js';
import { toAppError } from './to-app-error.js';

export interface ErrorBody {
  status: 'error';
  /** One sentence for a human. Never the text of a foreign error. */
  error: string;
  code: string;
  request_id: string;
  details?: ErrorDetail[];
  /** Seconds. */
  retry_after?: number;
}

export function toErrorBody(error: unknown, requestId: string): ErrorBody {
  const { code, message, details, retryAfter, extra } = toAppError(error);
  const body: ErrorBody = { ...extra, status: 'error', error: message, code, request_id: requestId };
  if (details?.length) body.details = details;
  if (retryAfter !== undefined) body.retry_after = Math.max(1, Math.ceil(retryAfter));
  return body;
}
