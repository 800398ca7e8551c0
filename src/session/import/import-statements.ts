/** The rows of an imported session. Pure. */
import { newId } from '../../common/ids.js';
import type { Statement } from '../../platform/database/statement.js';
import type { IndexEntry } from '../../platform/search/search-types.js';
import { insertMessage } from '../message-row.js';
import { titleFrom } from '../title.js';
import type { ImportedSession } from './imported-session.js';

export interface SessionRows {
  id: string;
  messages: number;
  statements: Statement[];
  entries: IndexEntry[];
}

/** Longer messages are indexed by their beginning. */
const INDEXED_CHARACTERS = 100_000;

export function rowsOf(userId: string, session: ImportedSession, now: string): SessionRows {
  const id = newId();
  const begun = session.created_at ?? session.messages[0]?.created_at ?? now;
  const statements: Statement[] = [];
  const entries: IndexEntry[] = [];
  const claim = firstClaim();
  let parentId: string | null = null;
  let branchId = '';
  let createdAt = begun;
  for (const [depth, message] of session.messages.entries()) {
    const messageId: string = newId();
    if (depth === 0) branchId = messageId;
    createdAt = message.created_at ?? createdAt;
    const { role, content } = message;
    const name = message.name ?? undefined;
    const externalId = claim(message.external_id);
    const place = { parentId, branchId, depth };
    const row = { ...place, id: messageId, role, content, name, state: 'complete' as const, externalId, createdAt };
    statements.push(insertMessage(userId, id, row));
    if (content.trim()) {
      const text = content.slice(0, INDEXED_CHARACTERS);
      entries.push({ id: messageId, group: id, ordinal: depth, text, name, role, createdAt: Date.parse(createdAt) });
    }
    parentId = messageId;
  }
  const sessionRow = insertSession(userId, id, session, parentId, begun, createdAt);
  return { id, messages: session.messages.length, statements: [sessionRow, ...statements], entries };
}

/** Of messages that claim the same id the first one has it. */
function firstClaim(): (externalId: string | null | undefined) => string | undefined {
  const claimed = new Set<string>();
  return (externalId) => {
    if (!externalId || claimed.has(externalId)) return undefined;
    claimed.add(externalId);
    return externalId;
  };
}

function insertSession(
  userId: string,
  id: string,
  session: ImportedSession,
  headId: string | null,
  begun: string,
  last: string,
): Statement {
  const question = session.messages.find(({ role }) => role === 'user')?.content ?? '';
  const title = session.title?.trim() || titleFrom(question);
  return {
    sql: `INSERT INTO sessions (user_id, id, title, title_source, head_id, message_count, external_id, created_at, updated_at)
      VALUES (?, ?, ?, 'import', ?, ?, ?, ?, ?)`,
    params: [
      userId,
      id,
      title.slice(0, 300),
      headId,
      session.messages.length,
      session.external_id ?? null,
      begun,
      last,
    ],
  };
}
