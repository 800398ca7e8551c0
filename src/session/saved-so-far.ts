import type { Database } from '../platform/database/database.js';

const PARTS_SQL = 'SELECT text FROM message_parts WHERE user_id = ? AND message_id = ? ORDER BY seq';

/**
 * What is saved of an answer that is being written: its row holds no text before it ends. Undefined where there are no
 * parts, as nothing was said yet or as it has ended meanwhile, which takes them away.
 */
export async function savedSoFar(database: Database, userId: string, messageId: string): Promise<string | undefined> {
  const parts = await database.rows<{ text: string }>(PARTS_SQL, [userId, messageId]);
  return parts.length ? parts.map(({ text }) => text).join('') : undefined;
}
