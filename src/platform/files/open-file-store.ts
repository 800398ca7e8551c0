import { join } from 'node:path';
import type { Clock } from '../../common/clock.js';
import type { FilesConfig } from '../../config/files.config.js';
import { DiskFileStore } from './disk-file-store.js';
import type { FileStore } from './file-store.js';

/** The store of this installation: a bucket where one is named, else the folder `files` of `dataDir`. */
export async function openFileStore({ s3 }: FilesConfig, dataDir: string, clock: Clock): Promise<FileStore> {
  if (!s3) return new DiskFileStore(join(dataDir, 'files'), clock);
  const { S3FileStore } = await import('./s3-file-store.js');
  return S3FileStore.open(s3, clock);
}
