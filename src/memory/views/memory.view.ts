/** A memory as clients see it. Pure. */
import type { MemoryKind } from '../facts/memory-kind.js';
import type { SourcedMemory } from '../facts/memory-row.js';
import type { HistoryRow } from '../facts/memory-history.js';

export class MemoryOriginView {
  session_id: string;
  message_id: string;
}

export class StoredMemoryView {
  id: string;
  kind: MemoryKind;
  content: string;
  /** Why this is known: the message that says it; absent where it was written down by hand. */
  source?: MemoryOriginView;
  /** 0..1. */
  confidence: number;
  created_at: string;
  updated_at: string;
  valid_from?: string;
  valid_to?: string;
  /** The memory that is true instead. */
  superseded_by?: string;
  pinned: boolean;
}

export class MemoryVersionView {
  memory_id: string;
  version: number;
  action: 'created' | 'updated' | 'superseded' | 'retracted' | 'undone';
  kind: MemoryKind;
  content: string;
  valid_from?: string;
  valid_to?: string;
  superseded_by?: string;
  pinned: boolean;
  created_at: string;
}

export function toStoredMemoryView(row: SourcedMemory): StoredMemoryView {
  const { source } = row;
  return {
    id: row.id,
    kind: row.kind,
    content: row.content,
    ...(source && { source: { session_id: source.session_id, message_id: source.message_id } }),
    confidence: row.confidence / 100,
    created_at: row.created_at,
    updated_at: row.updated_at,
    ...validity(row),
    pinned: row.pinned === 1,
  };
}

export function toMemoryVersionView(row: HistoryRow): MemoryVersionView {
  const { memory_id, version, action, kind, content, created_at } = row;
  return { memory_id, version, action, kind, content, ...validity(row), pinned: row.pinned === 1, created_at };
}

interface Validity {
  valid_from: string | null;
  valid_to: string | null;
  superseded_by: string | null;
}

function validity({ valid_from, valid_to, superseded_by }: Validity) {
  return {
    ...(valid_from && { valid_from }),
    ...(valid_to && { valid_to }),
    ...(superseded_by && { superseded_by }),
  };
}
