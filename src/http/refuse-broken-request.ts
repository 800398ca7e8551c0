/** Answers what is no HTTP, or more of it than the parser takes, in the shape of every other error. No route sees it. */
import type { Duplex } from 'node:stream';
import { AppError } from '../common/app-error.js';
import { type ErrorCode, statusOf } from '../common/error-codes.js';
import { newId } from '../common/ids.js';
import { toErrorBody } from './errors/to-error-body.js';

/** RFC 9110, section 15, and RFC 6585. */
const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

const CODES: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** What the parser gives: the bytes it stumbled over, too. */
type BrokenRequest = NodeJS.ErrnoException & { rawPacket?: Buffer };

/** For `server.on('clientError')`: the connection ends with the answer, as nobody knows where the next request begins. */
export function refuseBrokenRequest(error: BrokenRequest, socket: Duplex): void {
  // Reset by the other side, or an answer has begun already: there is nothing to say any more.
  const { _httpMessage: answer } = socket as Duplex & { _httpMessage?: { headersSent: boolean } };
  if (error.code === 'ECONNRESET' || !socket.writable || answer?.headersSent) {
    socket.destroy();
    return;
  }
  const code = CODES[error.code ?? ''] ?? 'bad_request';
  const requestId = newId();
  const body = JSON.stringify(toErrorBody(new AppError(code), requestId));
  const head = [
    `HTTP/1.1 ${statusOf(code)} ${PHRASES[statusOf(code)]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    'Connection: close',
  ];
  const isHead = error.rawPacket?.subarray(0, 5).toString('latin1') === 'HEAD ';
  socket.end(`${head.join('\r\n')}\r\n\r\n${isHead ? '' : body}`);
}
