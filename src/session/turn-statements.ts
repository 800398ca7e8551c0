/** The statements that save a turn's messages, composed by the chat room into its own transaction. */
import type { Statement } from '../platform/database/statement.js';
import type { MessageUsage } from './message-usage.js';
import { insertMessage, type NewMessage } from './message-row.js';
import { UNFINISHED } from './session.entity.js';

export interface NewSession {
  id: string;
  title: string | null;
  titleSource: 'user' | 'question' | 'import';
  model?: string | null;
}

/** A conversation made by its first question. */
export function insertSession(userId: string, session: NewSession, now: string): Statement {
  return {
    sql: 'INSERT INTO sessions (user_id, id, title, title_source, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
    params: [userId, session.id, session.title, session.titleSource, now, now],
  };
}

export interface HeadMove {
  sessionId: string;
  /** Becomes the newest message of the active branch. */
  headId: string;
  /** Messages this adds to the count. */
  added: number;
  /** Only if this is still the newest message (null: there is none); undefined: whatever is. */
  from?: string | null;
}

/** Fails its batch where the conversation is gone, or somebody else has moved the head away from `from`. */
export function moveHead(userId: string, { sessionId, headId, added, from }: HeadMove, now: string): Statement {
  const update = `UPDATE sessions SET head_id = ?, message_count = message_count + ?, updated_at = ?
    WHERE user_id = ? AND id = ? AND archived < ${UNFINISHED}`;
  const params = [headId, added, now, userId, sessionId];
  if (from === undefined) return { sql: update, params, expect: 1 };
  return { sql: `${update} AND head_id IS NOT DISTINCT FROM ?`, params: [...params, from], expect: 1 };
}

/** A complete message that is to be found by search. */
export function insertSearchable(userId: string, sessionId: string, message: NewMessage): Statement[] {
  return [insertMessage(userId, sessionId, message), markForIndexing(userId, message.id, message.createdAt)];
}

export function markForIndexing(userId: string, messageId: string, now: string): Statement {
  return {
    sql: "INSERT INTO search_pending (user_id, corpus, entry_id, created_at) VALUES (?, 'messages', ?, ?)",
    params: [userId, messageId, now],
  };
}

/**
 * One piece of an answer while it is written; with `only`, where that holds. Written again where nobody knows whether it
 * was: then it says as much or more, and the longer one stays, whichever comes last.
 */
export function insertPart(
  userId: string,
  messageId: string,
  { seq, text }: { seq: number; text: string },
  only: Pick<Statement, 'sql' | 'params'> = { sql: '1 = 1', params: [] },
): Statement {
  return {
    sql: `INSERT INTO message_parts (user_id, message_id, seq, text) SELECT ?, ?, ?, ? WHERE ${only.sql}
      ON CONFLICT (user_id, message_id, seq) DO UPDATE SET text = excluded.text
      WHERE length(excluded.text) > length(message_parts.text)`,
    params: [userId, messageId, seq, text, ...only.params],
  };
}

export interface FinishedAnswer {
  content: string;
  state: 'complete' | 'incomplete' | 'failed';
  reason?: string;
  code?: string;
  error?: string;
  model?: string;
  finishReason?: string;
  usage?: MessageUsage;
  citations?: unknown[];
  memories?: unknown[];
}

/** Folds an answer into its row. `hadParts`: parts were written and are dropped in the same transaction. */
export function finishAnswer(
  userId: string,
  messageId: string,
  answer: FinishedAnswer,
  now: string,
  hadParts: boolean,
): Statement[] {
  const update: Statement = {
    sql: `UPDATE messages SET content = ?, state = ?, reason = ?, code = ?, error = ?, model = ?, finish_reason = ?,
      usage = ?, citations = ?, memories = ?, updated_at = ? WHERE user_id = ? AND id = ?`,
    params: [
      answer.content,
      answer.state,
      answer.reason ?? null,
      answer.code ?? null,
      answer.error ?? null,
      answer.model ?? null,
      answer.finishReason ?? null,
      json(answer.usage),
      json(answer.citations),
      json(answer.memories),
      now,
      userId,
      messageId,
    ],
  };
  if (!hadParts) return [update];
  return [
    update,
    { sql: 'DELETE FROM message_parts WHERE user_id = ? AND message_id = ?', params: [userId, messageId] },
  ];
}

function json(value: unknown): string | null {
  return value === undefined || (Array.isArray(value) && value.length === 0) ? null : JSON.stringify(value);
}
