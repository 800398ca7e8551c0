/** Makes imported sessions of what was sent, in any of the formats that are understood. */
import { AppError, type ErrorDetail } from '../../common/app-error.js';
import { fromChatGpt } from './chatgpt-conversation.js';
import { importedSession, type ImportedSession } from './imported-session.js';

/** One session, of this API's own shape or ChatGPT's. Throws validation_failed with the fields at fault. */
export function parseSession(value: unknown, path = ''): ImportedSession {
  const parsed = importedSession.safeParse(fromChatGpt(value) ?? value);
  if (parsed.success) return parsed.data;
  const details: ErrorDetail[] = parsed.error.issues.slice(0, 20).map((issue) => ({
    field: [path, ...issue.path].filter((part) => part !== '').join('.'),
    message: issue.message,
  }));
  throw new AppError('validation_failed', undefined, { details });
}

/** A whole JSON body: `{sessions: […]}`, this project's export, or an array of conversations. */
export function parseSessions(body: unknown): ImportedSession[] {
  const list = Array.isArray(body) ? body : (body as { sessions?: unknown } | undefined)?.sessions;
  if (!Array.isArray(list)) {
    const details = [{ field: 'sessions', message: 'must be a list of sessions' }];
    throw new AppError('validation_failed', undefined, { details });
  }
  return list.map((value, i) => parseSession(value, Array.isArray(body) ? `${i}` : `sessions.${i}`));
}
