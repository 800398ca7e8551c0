/** How checkpoints are written and dropped, for the transactions they belong to. */
import type { Statement } from '../../platform/database/statement.js';

/** Takes the place of an earlier one. */
export function keepCheckpoint(userId: string, turnId: string, checkpoint: string, now: string): Statement {
  return {
    sql: `INSERT INTO turn_checkpoints (user_id, turn_id, checkpoint, created_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (user_id, turn_id) DO UPDATE SET checkpoint = excluded.checkpoint, created_at = excluded.created_at`,
    params: [userId, turnId, checkpoint, now],
  };
}

export function dropCheckpoint(userId: string, turnId: string): Statement {
  return { sql: 'DELETE FROM turn_checkpoints WHERE user_id = ? AND turn_id = ?', params: [userId, turnId] };
}
