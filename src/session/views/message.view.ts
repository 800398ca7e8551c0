/** A message as clients see it. */
import type { PagedMessage } from '../message-pages.js';
import type { MessageUsage } from '../message-usage.js';

export class MessageView {
  id: string;
  session_id: string;
  parent_id: string | null;
  role: 'user' | 'assistant' | 'tool' | 'system';
  name?: string;
  content: string;
  created_at: string;
  external_id?: string;
  turn_id?: string;
  state?: 'complete' | 'running' | 'incomplete' | 'failed';
  /** Why an answer is incomplete. */
  reason?: string;
  code?: string;
  error?: string;
  model?: string;
  finish_reason?: string;
  usage?: MessageUsage;
  citations?: unknown[];
  memories?: unknown[];
  /** Ids of files that came with the question. */
  attachments?: string[];
  /** Ids of all versions of it, oldest first, where they were asked for and there are several. */
  versions?: string[];
}

export function toMessageView(row: PagedMessage): MessageView {
  return {
    id: row.id,
    session_id: row.session_id,
    parent_id: row.parent_id,
    role: row.role,
    ...(row.name && { name: row.name }),
    content: row.content,
    created_at: row.created_at,
    ...(row.external_id && { external_id: row.external_id }),
    ...(row.turn_id && { turn_id: row.turn_id }),
    state: row.state,
    ...(row.reason && { reason: row.reason }),
    ...(row.code && { code: row.code }),
    ...(row.error && { error: row.error }),
    ...(row.model && { model: row.model }),
    ...(row.finish_reason && { finish_reason: row.finish_reason }),
    ...(row.usage && { usage: JSON.parse(row.usage) as MessageUsage }),
    ...(row.role === 'assistant' && { citations: list(row.citations), memories: list(row.memories) }),
    ...(row.attachments && { attachments: JSON.parse(row.attachments) as string[] }),
    ...(row.versions && { versions: row.versions }),
  };
}

function list(json: string | null): unknown[] {
  return json ? (JSON.parse(json) as unknown[]) : [];
}
