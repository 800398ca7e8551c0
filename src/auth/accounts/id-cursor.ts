import { AppError } from '../../common/app-error.js';
import { isId } from '../../common/ids.js';
import { decodeCursor } from '../../http/pagination.js';

/** The id a page begins after; a cursor that holds anything else is a 400. */
export function decodeIdCursor(cursor: string | undefined): string | undefined {
  const key = decodeCursor(cursor, ['string']);
  if (key === undefined) return undefined;
  if (!isId(key[0])) throw new AppError('invalid_cursor');
  return key[0];
}
