/** What went wrong with an MCP server, in words for people: never with what the server or a header said. Pure. */
import { AppError } from '../../common/app-error.js';

/** JSON-RPC codes of the protocol's package. */
const CLOSED = -32000;
const TIMED_OUT = -32001;
const INVALID_PARAMS = -32602;

const codeOf = (error: unknown): unknown => {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: { code?: unknown } };
  return code ?? cause?.code;
};

/** Why it cannot be reached. */
export function connectProblem(error: unknown): string {
  const code = codeOf(error);
  if (code === 401 || code === 403) return 'it refuses the credentials';
  if (code === TIMED_OUT) return 'it did not answer in time';
  if (code === CLOSED) return 'it ended';
  if (typeof code === 'number' && code >= 300 && code < 600) return `it answered ${code}`;
  return typeof code === 'string' && /^[A-Z0-9_]{2,40}$/.test(code)
    ? `it cannot be reached (${code})`
    : 'it cannot be reached';
}

/** Of a call. What the server itself said of it (a JSON-RPC error) is not in it. */
export function callFault(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  if (code === TIMED_OUT)
    return new AppError('upstream_timeout', 'The tool server did not answer in time.', { cause: error });
  if (code === CLOSED)
    return new AppError('tool_unavailable', 'The tool server ended during the call.', { cause: error });
  if (code === INVALID_PARAMS)
    return new AppError('tool_failed', 'The tool server refused the arguments.', { cause: error });
  if (typeof code === 'number' && code < 0) return new AppError('tool_failed', undefined, { cause: error });
  return new AppError('tool_unavailable', `The tool server failed: ${connectProblem(error)}.`, { cause: error });
}

/** The server does not know our session any more (404 by the protocol, 400 by some): the call was not run. */
export function isLostSession(error: unknown): boolean {
  const code = codeOf(error);
  return code === 404 || code === 400;
}
