/** What a client asks for of a conversation's messages -> what is read. Pure. */
import { AppError } from '../../common/app-error.js';
import type { PageWanted } from '../message-pages.js';
import type { MessageQueryDto } from './session.dto.js';

/** Throws `validation_failed` for what excludes each other. */
export function toPageWanted({ all, order, until, through, versions, limit, cursor }: MessageQueryDto): PageWanted {
  const isTree = all === 'true';
  if (isTree && order === 'desc') throw excludes('order', 'The whole tree is given oldest first.');
  if (isTree && (until ?? through)) throw excludes('all', 'The whole tree has every branch: name none.');
  if (until && through) throw excludes('through', 'Name either the end of a branch or a message it goes through.');
  return { limit, cursor, all: isTree, newestFirst: order === 'desc', until, through, versions: versions === 'true' };
}

const excludes = (field: string, message: string): AppError =>
  new AppError('validation_failed', undefined, { details: [{ field, message }] });
