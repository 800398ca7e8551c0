import { uuidv7 } from 'uuidv7';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The nil UUID (RFC 9562): before every other in order, and nobody's. */
export const NIL_ID = '00000000-0000-0000-0000-000000000000';

/** A new UUIDv7 (RFC 9562): sorts by creation time, strictly increasing within this process. */
export function newId(): string {
  return uuidv7();
}

export function isId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}
