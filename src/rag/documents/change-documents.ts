import type { EntityManager } from 'typeorm';
import type { Owner } from '../../common/owner.js';
import type { Database } from '../../platform/database/database.js';
import { writeAlone } from '../../platform/database/write-alone.js';

/**
 * One change of an account's documents at a time. All of them touch rows of documents, what is below them and what hides
 * them in the index, each in an order of its own: on PostgreSQL two at once would block each other, and both would count
 * on from the same generation.
 */
export const changeDocuments = <T>(
  database: Database,
  owner: Owner,
  work: (manager: EntityManager) => Promise<T>,
  options?: { background?: boolean },
): Promise<T> => writeAlone(database, owner, 'documents', work, options);
