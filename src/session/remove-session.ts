import type { Statement } from '../platform/database/statement.js';
import type { SearchIndex } from '../platform/search/search-index.js';

/** The statements that delete a conversation, its messages and their places in the index. */
export function removeSession(index: SearchIndex, userId: string, id: string): Statement[] {
  return [
    ...index.remove(userId, 'messages', [id]),
    {
      sql: `DELETE FROM search_pending WHERE user_id = ? AND corpus = 'messages'
        AND entry_id IN (SELECT id FROM messages WHERE user_id = ? AND session_id = ?)`,
      params: [userId, userId, id],
    },
    { sql: 'DELETE FROM sessions WHERE user_id = ? AND id = ?', params: [userId, id] },
  ];
}
