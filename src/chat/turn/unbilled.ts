import type { Statement } from '../../platform/database/statement.js';

/** That a turn is gone, with its conversation, and nobody has booked what it cost. `createdAt`: of the turn, ISO-8601. */
export function isGoneUnbilled(userId: string, turnId: string, createdAt: string): Pick<Statement, 'sql' | 'params'> {
  return {
    sql: `NOT EXISTS (SELECT 1 FROM turns WHERE user_id = ? AND id = ?)
      AND NOT EXISTS (SELECT 1 FROM usage_records WHERE user_id = ? AND created_at >= ? AND turn_id = ?)`,
    params: [userId, turnId, userId, createdAt, turnId],
  };
}
