import type { EntityManager } from 'typeorm';
import { InTurn } from '../../common/in-turn.js';
import type { Owner } from '../../common/owner.js';
import type { Database } from './database.js';
import { lockOwner, type LockTopic } from './lock-owner.js';

const turns = new InTurn();

/**
 * As `Database.write`, while nobody else writes of the same owner and topic, on whichever server. What waits on this
 * server waits without a connection, or what one account sends at once would take them all; inside another transaction it
 * waits with that one's.
 */
export function writeAlone<T>(
  database: Database,
  owner: Owner,
  topic: LockTopic,
  work: (manager: EntityManager) => Promise<T>,
  options?: { background?: boolean },
): Promise<T> {
  const alone = async (manager: EntityManager) => {
    await lockOwner(manager, owner, topic);
    return work(manager);
  };
  if (database.isWriting) return database.write(alone);
  return turns.run(`${topic}:${owner.userId}`, () => database.write(alone, options));
}
