/** The chain of the audit log: each entry's hash covers the hash before it, so no entry can be changed or taken out unseen. Pure. */
import { createHash } from 'node:crypto';

/** What the first entry follows. */
export const BEGINNING = '0'.repeat(64);

export interface HashedEntry {
  seq: number;
  createdAt: string;
  actorId: string | null;
  action: string;
  target: string | null;
  /** JSON text. */
  details: string;
  previousHash: string;
}

/** SHA-256 over the members in this order, as JSON; hex. */
export function hashOf(entry: HashedEntry): string {
  const { seq, createdAt, actorId, action, target, details, previousHash } = entry;
  const text = JSON.stringify([seq, createdAt, actorId, action, target, details, previousHash]);
  return createHash('sha256').update(text).digest('hex');
}
