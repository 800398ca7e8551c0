/** Tells whether a tool is still the one that was seen before. Pure. */
import { createHash } from 'node:crypto';

/** SHA-256 in hex over JSON with sorted members: the same value however its members are ordered. */
export function schemaHash(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
