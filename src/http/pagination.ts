/** Keyset paging: a cursor names the place after which a page begins, so pages neither skip nor repeat rows. */
import { AppError } from '../common/app-error.js';

export const DEFAULT_LIMIT = 20;
export const MAX_LIMIT = 100;

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** The cursor is the sort key of the last row: opaque to clients, checked when it comes back. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Gives the sort key back; a cursor of another shape is a 400. `shape` has one example value a part. */
export function decodeCursor<const T extends readonly ('string' | 'number')[]>(
  cursor: string | undefined,
  shape: T,
): { [K in keyof T]: T[K] extends 'string' ? string : number } | undefined {
  if (cursor === undefined) return undefined;
  const key = parse(cursor);
  const fits = Array.isArray(key) && key.length === shape.length && key.every((part, i) => typeof part === shape[i]);
  if (!fits) throw new AppError('invalid_cursor');
  return key as never;
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Rows read with `limit + 1` -> a page and the cursor of the next one. */
export function toPage<T>(rows: T[], limit: number, keyOf: (row: T) => readonly (string | number)[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(keyOf(last)) : null };
}

/** The list answer of api.md. */
export function toListView<T, V>(page: Page<T>, view: (item: T) => V) {
  return {
    status: 'success' as const,
    data: page.items.map(view),
    has_more: page.nextCursor !== null,
    next_cursor: page.nextCursor,
  };
}
