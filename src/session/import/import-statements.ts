/** The rows of an imported session. Pure. */
import { newId } from '../../common/ids.js';
import type { SqlValue, Statement } from '../../platform/database/statement.js';
import type { IndexEntry } from '../../platform/search/search-types.js';
import { insertMessage } from '../message-row.js';
import { UNFINISHED } from '../session.entity.js';
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

/** One message, and how it is found. */
export interface ImportedMessage {
  id: string;
  createdAt: string;
  statement: Statement;
  entry?: IndexEntry;
}

export function rowsOf(userId: string, session: ImportedSession, now: string): SessionRows {
  const id = newId();
  const messages = [...messagesOf(userId, id, session, now)];
  const head = messages.at(-1);
  const place = { headId: head?.id, begun: begunAt(session, now), last: head?.createdAt };
  return {
    id,
    messages: messages.length,
    statements: [insertSession(userId, id, session, place), ...messages.map(({ statement }) => statement)],
    entries: messages.flatMap(({ entry }) => entry ?? []),
  };
}

export function begunAt({ created_at, messages }: ImportedSession, now: string): string {
  return created_at ?? messages[0]?.created_at ?? now;
}

/** Its messages in order, each made when it is asked for. */
export function* messagesOf(
  userId: string,
  sessionId: string,
  session: ImportedSession,
  now: string,
): Generator<ImportedMessage> {
  const claim = firstClaim();
  let parentId: string | null = null;
  let branchId = '';
  let createdAt = begunAt(session, now);
  for (const [depth, message] of session.messages.entries()) {
    const id: string = newId();
    if (depth === 0) branchId = id;
    createdAt = message.created_at ?? createdAt;
    const { role, content, state } = message;
    const name = message.name ?? undefined;
    const externalId = claim(message.external_id);
    const row = {
      parentId,
      branchId,
      depth,
      id,
      role,
      content,
      name,
      state,
      externalId,
      createdAt,
    };
    const text = content.slice(0, INDEXED_CHARACTERS);
    const entry = { id, group: sessionId, ordinal: depth, text, name, role, createdAt: Date.parse(createdAt) };
    const statement = insertMessage(userId, sessionId, row);
    yield { id, createdAt, statement, ...(content.trim() && { entry }) };
    parentId = id;
  }
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

interface SessionPlace {
  headId?: string;
  begun: string;
  /** When its newest message was written. */
  last?: string;
}

function insertSession(userId: string, id: string, session: ImportedSession, place: SessionPlace): Statement {
  return {
    sql: `INSERT INTO sessions (title, title_source, head_id, message_count, external_id, created_at, updated_at, user_id, id)
      VALUES (?, 'import', ?, ?, ?, ?, ?, ?, ?)`,
    params: [...whatItIs(session, place), userId, id],
  };
}

/** Makes an unfinished conversation one like any other. Fails its batch where it has expired. */
export function showSession(userId: string, id: string, session: ImportedSession, place: SessionPlace): Statement {
  return {
    sql: `UPDATE sessions SET title = ?, title_source = 'import', head_id = ?, message_count = ?, external_id = ?, created_at = ?,
      updated_at = ?, memory = 1, archived = 0, expires_at = NULL WHERE user_id = ? AND id = ? AND archived = ${UNFINISHED}`,
    params: [...whatItIs(session, place), userId, id],
    expect: 1,
  };
}

function whatItIs(session: ImportedSession, { headId, begun, last }: SessionPlace): SqlValue[] {
  const question = session.messages.find(({ role }) => role === 'user')?.content ?? '';
  const title = session.title?.trim() || titleFrom(question);
  const { length } = session.messages;
  return [title.slice(0, 300), headId ?? null, length, session.external_id ?? null, begun, last ?? begun];
}
