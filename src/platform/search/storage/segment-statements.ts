import type { Statement } from '../../database/statement.js';
import type { Corpus } from '../search-types.js';
import type { DeletionRow } from './segment-store.js';

// Portable writes to the two tables. They run wherever the caller's transaction runs, never on a store's connection.

export interface NewSegment {
  id: string;
  entries: number;
  data: Uint8Array;
}

export function insertSegment(
  owner: string,
  corpus: Corpus,
  { id, entries, data }: NewSegment,
  now: string,
): Statement {
  return {
    sql: 'INSERT INTO search_segments (user_id, corpus, id, entries, bytes, data, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    params: [
      owner,
      corpus,
      id,
      entries,
      data.byteLength,
      Buffer.from(data.buffer, data.byteOffset, data.byteLength),
      now,
    ],
    expect: 1,
  };
}

/** Fails its batch when somebody else has removed the segment already. */
export function deleteSegment(owner: string, corpus: Corpus, id: string): Statement {
  return {
    sql: 'DELETE FROM search_segments WHERE user_id = ? AND corpus = ? AND id = ?',
    params: [owner, corpus, id],
    expect: 1,
  };
}

/** Hides a target in all segments older than `before`; a later deletion of the same target takes its place. */
export function insertDeletion(owner: string, corpus: Corpus, { target, before, createdAt }: DeletionRow): Statement {
  return {
    sql: `INSERT INTO search_deletions (user_id, corpus, target_id, before_segment, created_at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (user_id, corpus, target_id) DO UPDATE
      SET before_segment = excluded.before_segment, created_at = excluded.created_at
      WHERE excluded.before_segment > search_deletions.before_segment`,
    params: [owner, corpus, target, before, createdAt],
  };
}

/** Leaves the row alone when the target has been deleted once more since it was read. */
export function deleteDeletion(owner: string, corpus: Corpus, { target, before }: DeletionRow): Statement {
  return {
    sql: 'DELETE FROM search_deletions WHERE user_id = ? AND corpus = ? AND target_id = ? AND before_segment = ?',
    params: [owner, corpus, target, before],
  };
}
