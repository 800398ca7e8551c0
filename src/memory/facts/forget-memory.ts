/** Takes one memory away for good. Inside a transaction, alone with the owner's memories. */
import type { EntityManager } from 'typeorm';
import { MemorySource } from '../memory-source.entity.js';
import { Memory } from '../memory.entity.js';
import { forgetMessages } from './forget-messages.js';

/**
 * With its versions, and the messages that say it as far as recall and summaries go. Gives the ids of all that copies
 * kept by turns are to be scrubbed of; undefined for an absent or foreign id.
 */
export async function forgetMemory(manager: EntityManager, userId: string, id: string): Promise<string[] | undefined> {
  const sources = await manager.findBy(MemorySource, { userId, memoryId: id });
  const { affected } = await manager.delete(Memory, { userId, id });
  if (!affected) return undefined;
  await manager.update(Memory, { userId, supersededBy: id }, { supersededBy: null });
  const said = sources.map(({ messageId }) => messageId);
  return [id, ...(await forgetMessages(manager, userId, said))];
}
