/** A user's message that memory may learn from: of a conversation that may be remembered, not kept out, not read yet. */
import type { EntityManager } from 'typeorm';
import type { Database } from '../../platform/database/database.js';
import { readInside } from '../read-inside.js';

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

/** The same as a transaction sees it: it may have changed while the message was read. */
export async function isUnread(manager: EntityManager, userId: string, id: string): Promise<boolean> {
  const sql = `SELECT q.id FROM messages q ${SESSION} WHERE q.user_id = ? AND q.id = ? AND ${MAY_BE_READ}`;
  return (await readInside(manager, sql, [userId, id])).length > 0;
}

/** Ids of copies of a message that nothing was learned from. A copy is younger, and has the words and the time of its original. */
export async function unreadCopies(manager: EntityManager, userId: string, id: string): Promise<string[]> {
  const sql = `SELECT q.id FROM messages o JOIN messages q ON q.user_id = o.user_id AND q.id > o.id
      AND q.created_at = o.created_at AND q.content = o.content ${SESSION}
    WHERE o.user_id = ? AND o.id = ? AND ${MAY_BE_READ}`;
  return (await readInside<{ id: string }>(manager, sql, [userId, id])).map((copy) => copy.id);
}

/** Turns that are looked at; nobody who waits for the next answer has asked more within seconds. */
const LATEST_TURNS = 20;

/** The questions of the latest turns that have ended since a time. One read of an index, however much there is. */
export function unreadSince(database: Database, userId: string, endedAfter: string): Promise<UnreadMessage[]> {
  // `(SELECT ?)`: PostgreSQL then plans without looking at the time, and one plan serves every turn.
  const sql = `SELECT ${COLUMNS} FROM (SELECT user_id, user_message_id FROM turns WHERE user_id = ? AND ended_at > (SELECT ?)
      ORDER BY ended_at DESC LIMIT ${LATEST_TURNS}) t
    JOIN messages q ON q.user_id = t.user_id AND q.id = t.user_message_id ${SESSION} WHERE ${MAY_BE_READ}`;
  return database.rows<UnreadMessage>(sql, [userId, endedAfter]);
}
