/** SQL conditions on `memories m`. */
import type { SqlValue } from '../../platform/database/statement.js';

/** Known of its own accord or still said by a message: what was learned is gone with the last message that says it. */
export const HAS_SOURCE = `(m.origin = 'user' OR EXISTS (SELECT 1 FROM memory_sources s
  WHERE s.user_id = m.user_id AND s.memory_id = m.id))`;

/** The contrary, on `memories` as a whole: what is to be deleted. */
export const WITHOUT_SOURCE = `origin <> 'user' AND NOT EXISTS (SELECT 1 FROM memory_sources s
  WHERE s.user_id = memories.user_id AND s.memory_id = memories.id)`;

export interface TimeFilter {
  /** ISO-8601, now. */
  now: string;
  /** ISO-8601: what was true then. */
  asOf?: string;
  includeSuperseded?: boolean;
}

/** Which memories are true at a time; of those that end in the future, until then. */
export function trueAt({ now, asOf, includeSuperseded }: TimeFilter): { sql: string; params: SqlValue[] } {
  if (asOf) {
    const sql = 'coalesce(m.valid_from, m.created_at) <= ? AND (m.valid_to IS NULL OR m.valid_to > ?)';
    return { sql, params: [asOf, asOf] };
  }
  if (includeSuperseded) return { sql: '1 = 1', params: [] };
  const sql = 'm.superseded_by IS NULL AND (m.valid_to IS NULL OR m.valid_to > ?)';
  return { sql, params: [now] };
}
