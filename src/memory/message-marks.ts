/** Statements by which other rooms keep messages out of memory. */
import type { Statement } from '../platform/database/statement.js';

/** The message is neither learned from nor recalled in other conversations. */
export function keepOutOfMemory(userId: string, messageId: string): Statement {
  return {
    sql: "INSERT INTO message_marks (user_id, message_id, mark) VALUES (?, ?, 'private')",
    params: [userId, messageId],
  };
}
