/** A row of `messages` as the drivers give it, for prepared SQL on the hot path. */
import type { Place } from './placement.js';
import type { Statement } from '../platform/database/statement.js';

export interface MessageRow {
  id: string;
  session_id: string;
  parent_id: string | null;
  branch_id: string;
  depth: number;
  role: 'user' | 'assistant' | 'tool' | 'system';
  name: string | null;
  content: string;
  state: 'complete' | 'running' | 'incomplete' | 'failed';
  reason: string | null;
  code: string | null;
  error: string | null;
  model: string | null;
  finish_reason: string | null;
  turn_id: string | null;
  external_id: string | null;
  usage: string | null;
  citations: string | null;
  memories: string | null;
  attachments: string | null;
  created_at: string;
  updated_at: string;
}

const COLUMNS =
  'user_id, id, session_id, parent_id, branch_id, depth, role, name, content, state, model, turn_id, external_id, attachments, created_at, updated_at';

export interface NewMessage extends Place {
  id: string;
  role: MessageRow['role'];
  content: string;
  state: MessageRow['state'];
  createdAt: string;
  name?: string;
  model?: string;
  turnId?: string;
  externalId?: string;
  attachments?: string[];
}

export function insertMessage(userId: string, sessionId: string, message: NewMessage): Statement {
  return {
    sql: `INSERT INTO messages (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    params: [
      userId,
      message.id,
      sessionId,
      message.parentId,
      message.branchId,
      message.depth,
      message.role,
      message.name ?? null,
      message.content,
      message.state,
      message.model ?? null,
      message.turnId ?? null,
      message.externalId ?? null,
      message.attachments?.length ? JSON.stringify(message.attachments) : null,
      message.createdAt,
      message.createdAt,
    ],
  };
}
