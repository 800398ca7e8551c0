/** Statements by which other rooms keep messages out of memory. */
import type { Statement } from '../platform/database/statement.js';

/** The message is neither learned from nor recalled in other conversations. */
export function keepOutOfMemory(userId: string, messageId: string): Statement {
  return {
    sql: "INSERT INTO message_marks (user_id, message_id, mark) VALUES (?, ?, 'private')",
    params: [userId, messageId],
  };
}

/** What is kept out of memory stays out of it in a copy of its conversation. A copy has the times of its original. */
export function marksOfCopies(userId: string, sessionId: string, fromSessionId: string): Statement {
  return {
    sql: `INSERT INTO message_marks (user_id, message_id, mark)
      SELECT c.user_id, c.id, 'private' FROM messages c JOIN messages o ON o.user_id = c.user_id AND o.session_id = ?
        AND o.created_at = c.created_at AND o.role = c.role AND o.content = c.content
      WHERE c.user_id = ? AND c.session_id = ? AND (
        EXISTS (SELECT 1 FROM message_marks k WHERE k.user_id = o.user_id AND k.message_id = o.id AND k.mark <> 'read')
        OR EXISTS (SELECT 1 FROM memory_resets r WHERE r.user_id = o.user_id AND r.message_id >= o.id))
      ON CONFLICT DO NOTHING`,
    params: [fromSessionId, userId, sessionId],
  };
}
