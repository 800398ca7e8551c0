/** What memory keeps of messages, for their copies: a copy is another message that says the same. */
import type { EntityManager } from 'typeorm';
import { inList } from '../common/in-list.js';
import { executeOn } from '../platform/database/execute-on.js';
import type { Statement } from '../platform/database/statement.js';
import type { MessageMark } from './message-mark.entity.js';
import { readInside } from './read-inside.js';

interface SourceRow {
  memory_id: string;
  message_id: string;
  created_at: string;
}

/** Messages looked up with one statement. */
const AT_ONCE = 256;

/**
 * What was learned from a message is said by its copy too, and need not be learned from it again; what is kept out of
 * memory stays out of it. Inside the transaction that shows the copies, so that none is ever without it.
 */
export async function copyToMemory(
  manager: EntityManager,
  userId: string,
  copies: ReadonlyMap<string, string>,
): Promise<void> {
  const originals = [...copies.keys()];
  for (let at = 0; at < originals.length; at += AT_ONCE) {
    const ids = originals.slice(at, at + AT_ONCE);
    const marks = (await marksOf(manager, userId, ids)).map(({ id, mark }) => addMark(userId, copies.get(id)!, mark));
    const sources = (await sourcesFrom(manager, userId, ids)).map((source) =>
      addSource(userId, copies.get(source.message_id)!, source),
    );
    await executeOn(manager, [...marks, ...sources]);
  }
}

/** A copy that is older than this transaction may have been found by its words, and have one: a stronger one stays. */
function addMark(userId: string, messageId: string, mark: MessageMark['mark']): Statement {
  return {
    sql: `INSERT INTO message_marks (user_id, message_id, mark) VALUES (?, ?, ?)
      ON CONFLICT (user_id, message_id) DO UPDATE SET mark = excluded.mark WHERE message_marks.mark = 'read'`,
    params: [userId, messageId, mark],
  };
}

function addSource(userId: string, messageId: string, { memory_id, created_at }: SourceRow): Statement {
  return {
    sql: `INSERT INTO memory_sources (user_id, memory_id, message_id, created_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (user_id, memory_id, message_id) DO NOTHING`,
    params: [userId, memory_id, messageId, created_at],
  };
}

function marksOf(manager: EntityManager, userId: string, ids: readonly string[]) {
  const { marks, values } = inList(ids);
  const sql = `SELECT m.id, CASE WHEN k.mark = 'read' AND r.user_id IS NULL THEN 'read' ELSE 'private' END AS mark
    FROM messages m LEFT JOIN message_marks k ON k.user_id = m.user_id AND k.message_id = m.id
    LEFT JOIN memory_resets r ON r.user_id = m.user_id AND r.message_id >= m.id
    WHERE m.user_id = ? AND m.id IN (${marks}) AND (k.mark IS NOT NULL OR r.user_id IS NOT NULL)`;
  return readInside<{ id: string; mark: MessageMark['mark'] }>(manager, sql, [userId, ...values]);
}

function sourcesFrom(manager: EntityManager, userId: string, ids: readonly string[]) {
  const { marks, values } = inList(ids);
  const sql = `SELECT s.memory_id, s.message_id, s.created_at FROM memory_sources s
    WHERE s.user_id = ? AND s.message_id IN (${marks})`;
  return readInside<SourceRow>(manager, sql, [userId, ...values]);
}
