/** Where the words of a message stand again: in its copies, and in the answers to it. As a transaction sees it. */
import type { EntityManager } from 'typeorm';
import { inList } from '../common/in-list.js';
import { readInside } from './read-inside.js';

/** Questions whose answers are looked up with one statement. */
const AT_ONCE = 256;

/**
 * Ids of a message, of its copies, and of what it is a copy of itself: a copy has the words and the time of its original.
 * None for an absent or foreign id.
 */
export async function withCopies(manager: EntityManager, userId: string, id: string): Promise<string[]> {
  const sql = `SELECT q.id FROM messages o JOIN messages q ON q.user_id = o.user_id
      AND q.created_at = o.created_at AND q.role = o.role AND q.content = o.content
    WHERE o.user_id = ? AND o.id = ?`;
  return (await readInside<{ id: string }>(manager, sql, [userId, id])).map((message) => message.id);
}

/** Ids of the answers to those of the messages that are questions: an answer often says its question over again. */
export async function answersTo(manager: EntityManager, userId: string, ids: readonly string[]): Promise<string[]> {
  const answers: string[] = [];
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const { marks, values } = inList(ids.slice(at, at + AT_ONCE));
    const sql = `SELECT a.id FROM messages q JOIN messages a ON a.user_id = q.user_id AND a.session_id = q.session_id
        AND a.parent_id = q.id AND a.role = 'assistant'
      WHERE q.user_id = ? AND q.role = 'user' AND q.id IN (${marks})`;
    answers.push(...(await readInside<{ id: string }>(manager, sql, [userId, ...values])).map(({ id }) => id));
  }
  return answers;
}
