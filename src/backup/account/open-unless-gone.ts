import type { Readable } from 'node:stream';
import { isNotFound } from '../../common/app-error.js';
import type { FileStore } from '../../platform/files/file-store.js';

/** Undefined where the file was deleted while the export was being written: it belongs to nobody any more. */
export async function openUnlessGone(files: FileStore, userId: string, sha256: string): Promise<Readable | undefined> {
  try {
    return await files.open(userId, sha256);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
