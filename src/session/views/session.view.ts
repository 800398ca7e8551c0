/** A conversation as clients see it. */
import type { Session } from '../session.entity.js';

export class SessionView {
  id: string;
  title: string | null;
  system_prompt: string | null;
  tone: string | null;
  agent: string | null;
  model: string | null;
  memory: boolean;
  collection_ids: string[];
  /** What happens where the documents say nothing about a question. */
  no_evidence: 'answer' | 'warn' | 'refuse';
  folder: string | null;
  archived: boolean;
  temporary?: true;
  /** When a temporary conversation is deleted. */
  expires_at?: string;
  /** Messages of all branches. */
  message_count: number;
  /** Newest message of the active branch. */
  head_id: string | null;
  external_id?: string;
  created_at: string;
  updated_at: string;
}

export function toSessionView(session: Session): SessionView {
  return {
    id: session.id,
    title: session.title,
    system_prompt: session.systemPrompt,
    tone: session.tone,
    agent: session.agent,
    model: session.model,
    memory: session.memory === 1,
    collection_ids: session.collectionIds ?? [],
    no_evidence: session.noEvidence ?? 'answer',
    folder: session.folder,
    archived: session.archived === 1,
    ...(session.expiresAt && { temporary: true, expires_at: session.expiresAt }),
    message_count: session.messageCount,
    head_id: session.headId,
    ...(session.externalId && { external_id: session.externalId }),
    created_at: session.createdAt,
    updated_at: session.updatedAt,
  };
}
