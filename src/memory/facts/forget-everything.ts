/** Forgets all that is known, and takes all that was said out of recall. Inside a transaction, alone with the owner's memories. */
import type { EntityManager } from 'typeorm';
import { executeOn } from '../../platform/database/execute-on.js';
import { ConversationSummary } from '../conversation-summary.entity.js';
import { MemoryReset } from '../memory-reset.entity.js';

/** `until`: the id of a message, or one that was made now; what later messages say too stays known. Ids grow with time. */
export async function forgetEverything(manager: EntityManager, userId: string, until: string): Promise<void> {
  await executeOn(manager, [{ sql: FORGET_SQL, params: [userId, until] }]);
  await manager.delete(ConversationSummary, { userId });
  await manager.upsert(MemoryReset, { userId, messageId: until }, ['userId']);
}

const FORGET_SQL = `DELETE FROM memories WHERE user_id = ? AND NOT EXISTS (SELECT 1 FROM memory_sources s
  WHERE s.user_id = memories.user_id AND s.memory_id = memories.id AND s.message_id > ?)`;
