/** What went wrong at the embeddings server, typed. */
import { UpstreamError } from '../../llm/upstream-error.js';

/** Of a refusal, what we can do something about. */
export const REFUSES_ENCODING = 'the encoding is refused';

/** An HTTP status that is no answer. The body's words go nowhere: they may quote the text that was sent, or our key. */
export function serverFault(status: number, body: string, retryAfter: string | string[] | undefined): UpstreamError {
  const why = /encoding_format|base64/.test(body) ? `: ${REFUSES_ENCODING}` : '';
  const options = {
    upstreamStatus: status,
    retryAfter: secondsOf(retryAfter),
    cause: new Error(`HTTP ${status}${why}`),
  };
  if (status === 429) {
    const message = 'The embeddings server limits its rate; try again later.';
    return new UpstreamError('status', { ...options, code: 'upstream_rate_limited', message });
  }
  if (status >= 400 && status < 500) {
    const message = 'The embeddings server refused the request; its URL, key and model need to be checked.';
    return new UpstreamError('status', { ...options, code: 'upstream_rejected', message });
  }
  return new UpstreamError('status', { ...options, message: 'The embeddings server failed.' });
}

/** A connection that could not be made, or broke. */
export function socketFault(error: unknown): UpstreamError {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'UND_ERR_BODY_TIMEOUT') {
    return new UpstreamError('reset', { cause: error, message: 'The embeddings server broke the connection.' });
  }
  return new UpstreamError('refused', { cause: error, message: 'The embeddings server cannot be reached.' });
}

/** `Retry-After` in seconds; a date is passed over, the usual pause serves as well. */
function secondsOf(header: string | string[] | undefined): number | undefined {
  const value = Number(Array.isArray(header) ? header[0] : header);
  return Number.isFinite(value) ? value : undefined;
}
