import type { EntityManager } from 'typeorm';
import type { Owner } from '../../common/owner.js';

/**
 * Inside `Database.write`: nobody else who calls this for the same owner and topic goes on before this transaction has
 * ended. What is counted after it (a quota, for one) stays true until the commit. SQLite has one writer at a time anyway.
 */
export async function lockOwner(manager: EntityManager, { userId }: Owner, topic: string): Promise<void> {
  if (manager.connection.options.type !== 'postgres') return;
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${topic}:${userId}`]);
}
