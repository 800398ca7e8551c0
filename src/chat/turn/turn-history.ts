/** Turns as the database knows them: snapshots, and the replay of a finished turn's events. */
import { Injectable } from '@nestjs/common';
import { notFound } from '../../common/app-error.js';
import { Database } from '../../platform/database/database.js';
import { IS_SHOWN } from '../../session/conversations.js';

/** A turn with its answer. Not over: `content` is what has been saved of it so far. */
export interface TurnRow {
  id: string;
  session_id: string;
  user_message_id: string;
  message_id: string;
  state: 'running' | 'requires_action' | 'complete' | 'incomplete' | 'failed';
  reason: string | null;
  code: string | null;
  error: string | null;
  last_seq: number;
  model: string | null;
  replay: string | null;
  created_at: string;
  ended_at: string | null;
  content: string;
  finish_reason: string | null;
  usage: string | null;
  citations: string | null;
  memories: string | null;
}

/** It is being answered, or waits for a person. */
export const isOpenTurn = ({ state }: Pick<TurnRow, 'state'>): boolean =>
  state === 'running' || state === 'requires_action';

const turnSql = (
  content: string,
) => `SELECT t.id, t.session_id, t.user_message_id, t.message_id, t.state, t.reason, t.code,
    t.error, t.last_seq, t.model, t.replay, t.created_at, t.ended_at, ${content} AS content, m.finish_reason, m.usage,
    m.citations, m.memories
  FROM turns t JOIN messages m ON m.user_id = t.user_id AND m.id = t.message_id
    JOIN sessions s ON s.user_id = t.user_id AND s.id = t.session_id
  WHERE t.user_id = ? AND t.id = ? AND ${IS_SHOWN}`;

const TURN_SQL = turnSql('m.content');
const HEAD_SQL = turnSql("''");
const CONTENT_SQL = 'SELECT content FROM messages WHERE user_id = ? AND id = ?';

const PARTS_SQL = 'SELECT text FROM message_parts WHERE user_id = ? AND message_id = ? ORDER BY seq';

@Injectable()
export class TurnHistory {
  constructor(private readonly database: Database) {}

  /** The turn without the text of its answer. Throws not_found for an absent or foreign id. */
  async head(userId: string, turnId: string): Promise<TurnRow> {
    const [row] = await this.database.rows<TurnRow>(HEAD_SQL, [userId, turnId]);
    if (!row) throw notFound();
    return row;
  }

  /** The text of a finished answer. */
  async content(userId: string, messageId: string): Promise<string> {
    const [row] = await this.database.rows<{ content: string }>(CONTENT_SQL, [userId, messageId]);
    if (!row) throw notFound();
    return row.content;
  }

  /** Throws not_found for an absent or foreign id. */
  async get(userId: string, turnId: string): Promise<TurnRow> {
    const row = await this.row(userId, turnId);
    if (!isOpenTurn(row)) return row;
    const content = await this.savedSoFar(userId, row.message_id);
    // Nothing: it may have ended in between, which takes the parts away.
    return content ? { ...row, content } : this.row(userId, turnId);
  }

  /** What has been saved of an answer that is not over, whoever may see it; empty where there is none. */
  async savedSoFar(userId: string, messageId: string): Promise<string> {
    const parts = await this.database.rows<{ text: string }>(PARTS_SQL, [userId, messageId]);
    return parts.map(({ text }) => text).join('');
  }

  private async row(userId: string, turnId: string): Promise<TurnRow> {
    const [row] = await this.database.rows<TurnRow>(TURN_SQL, [userId, turnId]);
    if (!row) throw notFound();
    return row;
  }
}
