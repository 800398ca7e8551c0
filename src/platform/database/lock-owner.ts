import type { EntityManager } from 'typeorm';
import type { Owner } from '../../common/owner.js';
import type { Database } from './database.js';
import type { Statement } from './statement.js';

/** What is locked one by one, in the order in which whoever needs several takes them. */
const TOPICS = ['documents', 'collections', 'files', 'profiles', 'memories'] as const;
export type LockTopic = (typeof TOPICS)[number];

const nameOf = (topic: LockTopic, userId: string): string => `${topic}:${userId}`;

/**
 * Inside `Database.write`: nobody else who calls this for the same owner and topic goes on before this transaction has
 * ended. What is counted after it (a quota, for one) stays true until the commit. SQLite has one writer at a time anyway.
 */
export async function lockOwner(manager: EntityManager, { userId }: Owner, topic: LockTopic): Promise<void> {
  if (manager.connection.options.type !== 'postgres') return;
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [nameOf(topic, userId)]);
}

/** At the head of a batch that takes a whole account away: whoever changes some of it under one of these locks ends first. */
export function lockWhole(dialect: Database['dialect'], { userId }: Owner): Statement[] {
  if (dialect !== 'postgres') return [];
  const sql = 'SELECT pg_advisory_xact_lock(hashtextextended(?, 0))';
  return TOPICS.map((topic) => ({ sql, params: [nameOf(topic, userId)] }));
}
