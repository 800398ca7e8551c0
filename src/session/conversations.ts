/**
 * Conversations as the turn needs them: where the next message goes, what was said lately, and the statements that save
 * a question and its answer. Must know nothing of models, prompts or streams.
 */
import { Injectable } from '@nestjs/common';
import { AppError, notFound } from '../common/app-error.js';
import { Database } from '../platform/database/database.js';
import { stretchesFrom } from './branch-path.js';
import type { MessageRow } from './message-row.js';
import type { Parent } from './placement.js';
import { UNFINISHED } from './session.entity.js';

/** A conversation's settings, and its newest message on the active branch. */
export interface ConversationRow {
  id: string;
  title: string | null;
  title_source: string;
  system_prompt: string | null;
  tone: string | null;
  agent: string | null;
  model: string | null;
  memory: number;
  collection_ids: string | null;
  /** answer, warn, refuse; null: answer. */
  no_evidence: string | null;
  head_id: string | null;
  head_branch: string | null;
  head_depth: number | null;
  head_state: string | null;
  head_turn: string | null;
}

/** The collections a conversation keeps to; undefined: all documents. A list of none, as rows of before may hold, is no bound. */
export function collectionsOf({ collection_ids: json }: Pick<ConversationRow, 'collection_ids'>): string[] | undefined {
  const ids = json ? (JSON.parse(json) as string[]) : [];
  return ids.length ? ids : undefined;
}

/** An earlier message as it enters a prompt. */
export interface HistoryMessage {
  id: string;
  role: MessageRow['role'];
  name: string | null;
  content: string;
  state: MessageRow['state'];
}

/** Of a conversation `s`: not still being written, nor deleted. */
export const IS_SHOWN = `s.archived < ${UNFINISHED}`;

const CONVERSATION_SQL = `SELECT s.id, s.title, s.title_source, s.system_prompt, s.tone, s.agent, s.model, s.memory,
    s.collection_ids, s.no_evidence, s.head_id, h.branch_id AS head_branch, h.depth AS head_depth, h.state AS head_state, h.turn_id AS head_turn
  FROM sessions s LEFT JOIN messages h ON h.user_id = s.user_id AND h.id = s.head_id
  WHERE s.user_id = ? AND s.id = ? AND ${IS_SHOWN}`;

const MESSAGE_SQL = `SELECT m.*, EXISTS (SELECT 1 FROM messages n WHERE n.user_id = m.user_id AND n.session_id = m.session_id
    AND n.branch_id = m.branch_id AND n.depth = m.depth + 1) AS has_next
  FROM messages m JOIN sessions s ON s.user_id = m.user_id AND s.id = m.session_id
  WHERE m.user_id = ? AND m.id = ? AND ${IS_SHOWN}`;

/** More than this of one earlier message never enters a prompt, so it is not read either (characters). */
const READ_CHARACTERS = 60_000;

const HISTORY_SQL = `SELECT id, role, name, state, substr(content, 1, ${READ_CHARACTERS}) AS content FROM messages
  WHERE user_id = ? AND session_id = ? AND branch_id = ? AND depth BETWEEN ? AND ? ORDER BY depth DESC LIMIT ?`;

export type PlacedMessage = MessageRow & { has_next: number | boolean };

@Injectable()
export class Conversations {
  constructor(private readonly database: Database) {}

  /** Throws not_found for an absent or foreign id. */
  async get(userId: string, sessionId: string): Promise<ConversationRow> {
    const [row] = await this.database.rows<ConversationRow>(CONVERSATION_SQL, [userId, sessionId]);
    if (!row) throw notFound();
    return row;
  }

  /** A message by its id alone; throws not_found for an absent or foreign one. */
  async message(userId: string, messageId: string): Promise<PlacedMessage> {
    const [row] = await this.database.rows<PlacedMessage>(MESSAGE_SQL, [userId, messageId]);
    if (!row) throw notFound();
    return row;
  }

  /** What a new message follows: the given parent, the active branch's newest message, or nothing (`parentId` null). */
  async parentFor(userId: string, session: ConversationRow, parentId?: string | null): Promise<Parent | undefined> {
    if (parentId === null || (parentId === undefined && !session.head_id)) return undefined;
    if (parentId === undefined) {
      if (session.head_state === 'running') throw turnRunning(session.head_turn);
      return { id: session.head_id!, branchId: session.head_branch!, depth: session.head_depth!, hasNext: false };
    }
    const parent = await this.message(userId, parentId);
    if (parent.session_id !== session.id) throw notFound();
    if (parent.state === 'running') throw turnRunning(parent.turn_id);
    return { id: parent.id, branchId: parent.branch_id, depth: parent.depth, hasNext: Boolean(parent.has_next) };
  }

  /** Ids of all that follows a message directly: the answers to a question. */
  async following(userId: string, sessionId: string, messageId: string): Promise<string[]> {
    const sql = 'SELECT m.id FROM messages m WHERE m.user_id = ? AND m.session_id = ? AND m.parent_id = ?';
    const rows = await this.database.rows<{ id: string }>(sql, [userId, sessionId, messageId]);
    return rows.map(({ id }) => id);
  }

  /** The messages before and including `tip`, newest first, at most `limit`. */
  async history(
    userId: string,
    sessionId: string,
    tip: { branchId: string; depth: number } | undefined,
    limit: number,
  ): Promise<HistoryMessage[]> {
    const messages: HistoryMessage[] = [];
    if (!tip) return messages;
    for await (const { branchId, from, to } of stretchesFrom(this.database, userId, tip)) {
      const params = [userId, sessionId, branchId, from, to, limit - messages.length];
      messages.push(...(await this.database.rows<HistoryMessage>(HISTORY_SQL, params)));
      if (messages.length >= limit) break;
    }
    return messages;
  }
}

export function turnRunning(turnId: string | null): AppError {
  return new AppError('turn_running', undefined, { extra: { turn_id: turnId } });
}
