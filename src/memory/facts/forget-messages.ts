/** Forgets messages as far as recall and summaries go, wherever their words stand again. Inside a transaction. */
import type { EntityManager } from 'typeorm';
import { inList } from '../../common/in-list.js';
import { executeOn } from '../../platform/database/execute-on.js';
import type { Statement } from '../../platform/database/statement.js';
import { readInside } from '../read-inside.js';
import { dropSummaries } from '../summary/drop-summaries.js';

/** Questions whose answers are looked up with one statement. */
const AT_ONCE = 256;

/** Messages and, as these often say their questions over again, the answers to them. Gives the ids of all. */
export async function forgetMessages(manager: EntityManager, userId: string, ids: readonly string[]) {
  const all = [...ids, ...(await answersTo(manager, userId, ids))];
  await executeOn(
    manager,
    all.flatMap((id) => [forgetMessage(userId, id), dropSummaries(userId, id)]),
  );
  return all;
}

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

async function answersTo(manager: EntityManager, userId: string, ids: readonly string[]): Promise<string[]> {
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

function forgetMessage(userId: string, messageId: string): Statement {
  return {
    sql: `INSERT INTO message_marks (user_id, message_id, mark) VALUES (?, ?, 'forgotten')
      ON CONFLICT (user_id, message_id) DO UPDATE SET mark = 'forgotten'`,
    params: [userId, messageId],
  };
}
