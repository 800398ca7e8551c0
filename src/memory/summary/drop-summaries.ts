import type { Statement } from '../../platform/database/statement.js';

/** Drops the summaries of a conversation that may hold words of this message; they are made again without it. */
export function dropSummaries(userId: string, messageId: string): Statement {
  return {
    sql: `DELETE FROM conversation_summaries WHERE user_id = ? AND EXISTS (SELECT 1 FROM messages m
      WHERE m.user_id = conversation_summaries.user_id AND m.id = ? AND m.session_id = conversation_summaries.session_id
      AND m.depth <= conversation_summaries.depth)`,
    params: [userId, messageId],
  };
}
