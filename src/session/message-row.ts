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

/** A row as it is, under the owner given. */
export function copyMessage(userId: string, row: MessageRow): Statement {
  const columns = Object.keys(COPIED) as (keyof typeof COPIED)[];
  return {
    sql: `INSERT INTO messages (user_id, ${columns.join(', ')}) VALUES (?, ${columns.map(() => '?').join(', ')})`,
    params: [userId, ...columns.map((column) => row[column])],
  };
}

const COPIED = {
  id: 1,
  session_id: 1,
  parent_id: 1,
  branch_id: 1,
  depth: 1,
  role: 1,
  name: 1,
  content: 1,
  state: 1,
  reason: 1,
  code: 1,
  error: 1,
  model: 1,
  finish_reason: 1,
  turn_id: 1,
  external_id: 1,
  usage: 1,
  citations: 1,
  memories: 1,
  attachments: 1,
  created_at: 1,
  updated_at: 1,
} satisfies Record<keyof MessageRow, 1>;
