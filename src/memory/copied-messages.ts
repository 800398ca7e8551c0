/** What memory keeps of messages, for their copies: a copy is another message that says the same. */
import type { EntityManager } from 'typeorm';
import { inList } from '../common/in-list.js';
import { MemorySource } from './memory-source.entity.js';
import { MessageMark } from './message-mark.entity.js';
import { readInside } from './read-inside.js';

/** Messages looked up with one statement. */
const AT_ONCE = 256;

/**
 * What was learned from a message is said by its copy too, and need not be learned from it again; what is kept out of
 * memory stays out of it. Inside the transaction that makes the copies, so that none is ever without it.
 */
export async function copyToMemory(
  manager: EntityManager,
  userId: string,
  copies: ReadonlyMap<string, string>,
): Promise<void> {
  const originals = [...copies.keys()];
  for (let at = 0; at < originals.length; at += AT_ONCE) {
    const ids = originals.slice(at, at + AT_ONCE);
    const marks = (await marksOf(manager, userId, ids)).map(({ id, mark }) => ({
      userId,
      messageId: copies.get(id)!,
      mark,
    }));
    if (marks.length) await manager.insert(MessageMark, marks);
    const sources = (await sourcesFrom(manager, userId, ids)).map(({ memory_id, message_id, created_at }) => ({
      userId,
      memoryId: memory_id,
      messageId: copies.get(message_id)!,
      createdAt: created_at,
    }));
    if (sources.length) await manager.insert(MemorySource, sources);
  }
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
  return readInside<{ memory_id: string; message_id: string; created_at: string }>(manager, sql, [userId, ...values]);
}
