/**
 * Every machine-readable error code the API can answer with, its HTTP status and its default sentence.
 * One registry: the HTTP filter, the in-stream `turn-end` and the documentation all read it, so a code cannot mean two things.
 */
export const ERROR_CODES = {
  // the request
  bad_request: [400, 'The request could not be understood.'],
  validation_failed: [400, 'Some fields are missing or not valid.'],
  invalid_json: [400, 'The body is not valid JSON.'],
  json_too_deep: [400, 'The JSON body is nested too deeply.'],
  invalid_cursor: [400, 'The cursor is not one this server gave out.'],
  invalid_multipart: [400, 'The multipart body is broken or incomplete.'],
  confirmation_required: [400, 'This cannot be undone: send {"confirm": true} to go ahead.'],
  embeddings_not_configured: [400, 'Dense search needs an embeddings server; set EMBEDDINGS_API_URL.'],
  weak_password: [400, 'That password is too easy to guess; choose a longer or less common one.'],
  invalid_username: [400, 'That user name has characters that are not allowed.'],
  invite_required: [403, 'Registration needs a valid invite code.'],
  unsupported_media_type: [415, 'This content type is not supported here.'],
  unsupported_file_type: [415, 'Files of this kind cannot be read.'],
  expectation_failed: [417, 'This server cannot do what the Expect header asks for.'],
  headers_too_large: [431, 'The address and headers of the request are larger than this server accepts.'],
  request_timeout: [408, 'The request did not arrive in time.'],
  payload_too_large: [413, 'The body is larger than this server accepts.'],
  // who is asking
  unauthorized: [401, 'Sign in first: the access token or API key is missing or not valid.'],
  token_expired: [401, 'The access token has expired; refresh it or sign in again.'],
  token_revoked: [401, 'This credential has been revoked; sign in again.'],
  invalid_credentials: [401, 'The user name or the password is wrong.'],
  forbidden: [403, 'This account may not do that.'],
  insufficient_scope: [403, 'This API key does not have the scope this call needs.'],
  account_disabled: [403, 'This account is disabled; ask an administrator.'],
  registration_closed: [403, 'Registration is closed on this server.'],
  last_admin: [409, 'This is the last administrator; make someone else administrator first.'],
  username_taken: [409, 'That user name is taken.'],
  rate_limited: [429, 'Too many requests; wait a moment and try again.'],
  login_throttled: [429, 'Too many failed sign-ins; wait a while and try again.'],
  quota_exceeded: [429, 'The storage quota of this account is used up.'],
  budget_exhausted: [429, 'The usage budget is used up.'],
  // what was asked for
  not_found: [404, 'There is nothing here under that id.'],
  route_not_found: [404, 'There is no such route; see /docs.'],
  method_not_allowed: [405, 'This route does not take that method.'],
  conflict: [409, 'The request does not fit the present state.'],
  turn_running: [409, 'An answer is still being written in this conversation.'],
  idempotency_mismatch: [422, 'This Idempotency-Key was used before with another body.'],
  model_not_found: [404, 'The model server does not know that model.'],
  // ingestion
  no_text: [422, 'No text could be found in that document.'],
  invalid_encoding: [422, 'The text is not valid UTF-8.'],
  document_too_large: [422, 'The document is larger than this server accepts.'],
  parse_failed: [422, 'The document could not be read.'],
  job_cancelled: [409, 'The work was cancelled before it was done.'],
  // what is fetched for a user
  outbound_blocked: [422, 'This server does not connect to that address.'],
  fetch_failed: [502, 'The page could not be fetched.'],
  // the model behind us
  upstream_unavailable: [503, 'The model server cannot be reached.'],
  upstream_timeout: [504, 'The model server took too long.'],
  upstream_rate_limited: [503, 'The model server limits its rate; try again later.'],
  upstream_rejected: [502, 'The model server refused the request.'],
  upstream_error: [502, 'The model server failed.'],
  upstream_too_large: [502, 'The model server sent more than this server accepts.'],
  invalid_output: [502, 'The model did not answer in the shape that was asked for.'],
  // tools
  tool_unavailable: [503, 'The tool is not available at the moment.'],
  tool_failed: [502, 'The tool failed.'],
  not_waiting: [409, 'Nothing of this turn waits for a decision.'],
  approval_stale: [
    409,
    'The tool has changed since it was asked about; the assistant is told, and asks anew if it still wants it.',
  ],
  tool_limit: [502, 'The model kept calling tools and gave no answer.'],
  // the server itself
  turn_stopped: [409, 'The answer was stopped before it began.'],
  server_restart: [503, 'The server was restarted while the answer was being written.'],
  shutting_down: [503, 'The server is shutting down; try again in a moment.'],
  database_unavailable: [503, 'The database cannot be reached at the moment.'],
  storage_unavailable: [503, 'The store of files cannot be reached at the moment.'],
  storage_full: [507, 'The disk of this server is full.'],
  overloaded: [503, 'The server is busy; try again in a moment.'],
  internal_error: [500, 'Something went wrong on the server; the request id finds it in the log.'],
} as const satisfies Record<string, readonly [status: number, sentence: string]>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Codes of 500 and above for what somebody else's server, model or tool did. */
const OF_OTHERS: ReadonlySet<ErrorCode> = new Set([
  'fetch_failed',
  'upstream_unavailable',
  'upstream_timeout',
  'upstream_rate_limited',
  'upstream_rejected',
  'upstream_error',
  'upstream_too_large',
  'invalid_output',
  'tool_unavailable',
  'tool_failed',
  'tool_limit',
]);

/** Whether something is wrong with this server or what it stands on: neither with a request nor with what others run. */
export function isOwnFault(code: ErrorCode): boolean {
  return statusOf(code) >= 500 && !OF_OTHERS.has(code);
}

/** The HTTP status that belongs to a code. */
export function statusOf(code: ErrorCode): number {
  return ERROR_CODES[code][0];
}
