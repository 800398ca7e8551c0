/** A user's message that memory may learn from: of a conversation that may be remembered, not kept out, not read yet. */
import type { Database } from '../../platform/database/database.js';

export interface UnreadMessage {
  id: string;
  session_id: string;
  content: string;
  created_at: string;
}

/** Of a longer message, what is read (characters). */
const READ_CHARACTERS = 20_000;

const COLUMNS = `q.id, q.session_id, substr(q.content, 1, ${READ_CHARACTERS}) AS content, q.created_at`;
const MAY_BE_READ = `q.role = 'user' AND s.memory = 1
  AND NOT EXISTS (SELECT 1 FROM message_marks k WHERE k.user_id = q.user_id AND k.message_id = q.id)
  AND NOT EXISTS (SELECT 1 FROM memory_resets r WHERE r.user_id = q.user_id AND r.message_id >= q.id)`;
const SESSION = 'JOIN sessions s ON s.user_id = q.user_id AND s.id = q.session_id';

/** The question an answer was given to. */
export async function unreadQuestion(
  database: Database,
  userId: string,
  answerId: string,
): Promise<UnreadMessage | undefined> {
  const sql = `SELECT ${COLUMNS} FROM messages a JOIN messages q ON q.user_id = a.user_id AND q.id = a.parent_id ${SESSION}
    WHERE a.user_id = ? AND a.id = ? AND ${MAY_BE_READ}`;
  return (await database.rows<UnreadMessage>(sql, [userId, answerId]))[0];
}

export async function unreadMessage(
  database: Database,
  userId: string,
  id: string,
): Promise<UnreadMessage | undefined> {
  const sql = `SELECT ${COLUMNS} FROM messages q ${SESSION} WHERE q.user_id = ? AND q.id = ? AND ${MAY_BE_READ}`;
  return (await database.rows<UnreadMessage>(sql, [userId, id]))[0];
}

/** The questions since an id whose answers have ended since a time. */
export function unreadSince(
  database: Database,
  userId: string,
  firstId: string,
  answeredAfter: string,
): Promise<UnreadMessage[]> {
  const sql = `SELECT ${COLUMNS} FROM messages q ${SESSION} WHERE q.user_id = ? AND q.id > ? AND ${MAY_BE_READ}
    AND EXISTS (SELECT 1 FROM messages a WHERE a.user_id = q.user_id AND a.session_id = q.session_id AND a.parent_id = q.id
      AND a.turn_id IS NOT NULL AND a.state <> 'running' AND a.updated_at > ?)`;
  return database.rows<UnreadMessage>(sql, [userId, firstId, answeredAfter]);
}
