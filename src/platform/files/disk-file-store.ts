/** FileStore in a folder: <owner>/<two letters of the hash>/<hash>. No part of a path ever comes from a caller's name. */
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError, notFound } from '../../common/app-error.js';
import { sizeText } from '../../common/size-text.js';
import type { Clock } from '../../common/clock.js';
import { isId } from '../../common/ids.js';
import { checkedOwner, ownerOfKey, pathOf } from './stored-path.js';
import { FileStore, HEAD_BYTES, type ReceivedFile, type StoredBytes } from './file-store.js';

const ARRIVING = 'arriving';
/** An upload that has been lying there this long lost its server. */
const ABANDONED_MS = 6 * 3600 * 1000;

export class DiskFileStore extends FileStore {
  constructor(
    /** Absolute path. */
    private readonly folder: string,
    private readonly clock: Clock,
  ) {
    super();
  }

  async receive(source: AsyncIterable<Uint8Array>, limit: number): Promise<ReceivedFile> {
    const path = join(this.folder, ARRIVING, randomUUID());
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      const written = await write(path, source, limit);
      return {
        ...written,
        keep: (owner) => this.place(path, owner, written.sha256),
        discard: () => rm(path, { force: true }),
      };
    } catch (error) {
      await rm(path, { force: true });
      throw diskFull(error) ? new AppError('storage_full', undefined, { cause: error }) : error;
    }
  }

  async open(owner: string, sha256: string): Promise<Readable> {
    try {
      // Opened here, so that what is deleted from now on can still be read to its end.
      return (await open(this.pathOf(owner, sha256), 'r')).createReadStream();
    } catch (error) {
      throw isAbsent(error) ? notFound() : error;
    }
  }

  async exists(owner: string, sha256: string): Promise<boolean> {
    try {
      await access(this.pathOf(owner, sha256), constants.R_OK);
      return true;
    } catch (error) {
      if (isAbsent(error)) return false;
      throw error;
    }
  }

  async delete(owner: string, sha256: string): Promise<void> {
    await rm(this.pathOf(owner, sha256), { force: true });
  }

  async *list(owner?: string): AsyncIterable<StoredBytes> {
    await this.clearAbandoned();
    const owners = owner === undefined ? (await entries(this.folder)).filter(isId) : [checkedOwner(owner)];
    for (const name of owners) {
      for (const part of await entries(join(this.folder, name))) {
        for (const sha256 of await entries(join(this.folder, name, part))) {
          const found = ownerOfKey(`${name}/${part}/${sha256}`) && (await statOf(this.pathOf(name, sha256)));
          if (found) yield { owner: name, sha256, since: found.mtimeMs };
        }
      }
    }
  }

  /** The rename is atomic and newest wins, so two keeps of the same bytes are one file with a fresh time. */
  private async place(from: string, owner: string, sha256: string): Promise<void> {
    const path = this.pathOf(owner, sha256);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(from, path);
    await syncFolder(dirname(path));
  }

  private pathOf(owner: string, sha256: string): string {
    return join(this.folder, pathOf(owner, sha256));
  }

  private async clearAbandoned(): Promise<void> {
    const folder = join(this.folder, ARRIVING);
    for (const name of await entries(folder)) {
      const found = await statOf(join(folder, name));
      if (found && found.mtimeMs < this.clock.now() - ABANDONED_MS) await rm(join(folder, name), { force: true });
    }
  }
}

async function write(path: string, source: AsyncIterable<Uint8Array>, limit: number) {
  const hash = createHash('sha256');
  const head: Uint8Array[] = [];
  let bytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const part of source) {
      if (bytes < HEAD_BYTES) head.push(part);
      bytes += part.length;
      if (bytes > limit) throw new AppError('payload_too_large', `A file may have ${sizeText(limit)} at most.`);
      hash.update(part);
      await file.appendFile(part);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes, head: Buffer.concat(head).subarray(0, HEAD_BYTES) };
}

/** A rename is durable once its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function entries(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

const isAbsent = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';
const diskFull = (error: unknown) => ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
