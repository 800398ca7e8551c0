import type { EntityManager } from 'typeorm';
import type { Owner } from '../../common/owner.js';
import { lockOwner } from '../../platform/database/lock-owner.js';

/**
 * Inside `Database.write`, before anything else of it: one change of an account's documents at a time. All of them touch
 * rows of documents, what is below them and what hides them in the index, each in an order of its own; on PostgreSQL two
 * at once would block each other, and both would count on from the same generation.
 */
export const lockDocuments = (manager: EntityManager, owner: Owner): Promise<void> =>
  lockOwner(manager, owner, 'documents');
