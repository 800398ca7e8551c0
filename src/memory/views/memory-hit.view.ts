/** Something remembered that bears on a query. */
import type { FoundMemory } from '../facts/fact-search.js';

export class MemoryHitView {
  /** Of a message hit the message's id. */
  id: string;
  kind: 'fact' | 'preference' | 'instruction' | 'episode';
  content: string;
  score: number;
  session_id?: string;
  message_id?: string;
  external_id?: string;
  session_external_id?: string;
  /** Who said it. */
  name?: string;
  role?: 'user' | 'assistant' | 'tool' | 'system';
  created_at: string;
  /** Why it is known: where the message that says it was said. */
  why?: string;
  valid_from?: string;
  valid_to?: string;
  superseded_by?: string;
}

/** A memory as a hit; its message's ids are those of the message that says it. */
export function toFactHit(found: FoundMemory): MemoryHitView {
  const { id, kind, content, score, source, created_at, valid_from, valid_to, superseded_by } = found;
  return {
    id,
    kind,
    content,
    score,
    ...(source && { session_id: source.session_id, message_id: source.message_id }),
    ...(source?.external_id && { external_id: source.external_id }),
    ...(source?.session_external_id && { session_external_id: source.session_external_id }),
    created_at,
    why: source ? 'said in a conversation' : 'written down by hand',
    ...(valid_from && { valid_from }),
    ...(valid_to && { valid_to }),
    ...(superseded_by && { superseded_by }),
  };
}
