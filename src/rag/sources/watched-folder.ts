/** The files below a watched folder. Never leaves the configured root, whatever the path or a link says. */
import { createReadStream, type Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { AppError } from '../../common/app-error.js';

export interface WatchedFile {
  /** Absolute. */
  path: string;
  /** Below the watched folder, with slashes. */
  name: string;
  bytes: number;
  /** ISO-8601. */
  modified: string;
}

const MOST_FILES = 20_000;
const DEEPEST = 32;
/** Faults of one entry. */
const PASSED_OVER = new Set(['EACCES', 'EPERM', 'ENOENT']);

/**
 * The real path of a folder under the root. Throws `validation_failed`, the same for what lies outside and what is absent,
 * and `fetch_failed` where the disk cannot be read.
 */
export async function folderUnder(root: string | undefined, folder: string): Promise<string> {
  if (root === undefined) throw refused('folders cannot be watched here: SOURCES_ROOT is not set');
  try {
    const [top, wanted] = await Promise.all([realpath(root), realpath(resolve(root, folder))]);
    if ((wanted === top || wanted.startsWith(top + sep)) && (await stat(wanted)).isDirectory()) return wanted;
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(codeOf(error)))
      throw diskFault(error);
  }
  throw refused('is not a folder under SOURCES_ROOT');
}

/** A file that vanished since it was found, or that is not for this server to read. The others are. */
export class UnreadableFile extends Error {}

/**
 * Files in the order of their names; hidden ones and links are passed over. So is what vanished since it was found or is
 * not for this server to read: the names of such files and folders are added to `unread`. Throws `document_too_large` for
 * too many, and `fetch_failed` where the folder itself or the disk cannot be read.
 */
export async function* filesBelow(folder: string, unread: Set<string>): AsyncGenerator<WatchedFile> {
  let count = 0;
  const nameOf = (path: string) => relative(folder, path).split(sep).join('/');
  for await (const { path, isUnread } of walk(folder, 0)) {
    if (++count > MOST_FILES)
      throw new AppError('document_too_large', `A watched folder may have ${MOST_FILES} files.`);
    const found = isUnread ? undefined : await unlessPassedOver(stat(path));
    const name = nameOf(path);
    if (found) yield { path, name, bytes: found.size, modified: found.mtime.toISOString() };
    else unread.add(name);
  }
}

/** The first bytes of a file, as `bytesOf`. */
export async function headOf(path: string, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of bytesOf(path, most)) parts.push(part);
  return Buffer.concat(parts);
}

/** The content of a file. Throws `UnreadableFile`, and `fetch_failed` where the disk cannot be read. */
export async function* bytesOf(path: string, most = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  try {
    for await (const part of createReadStream(path, { end: most - 1 })) yield part as Uint8Array;
  } catch (error) {
    if (PASSED_OVER.has(codeOf(error))) throw new UnreadableFile('The file cannot be read.', { cause: error });
    throw diskFault(error);
  }
}

/** Files, and folders below this one that cannot be read. */
async function* walk(folder: string, depth: number): AsyncGenerator<{ path: string; isUnread?: boolean }> {
  if (depth > DEEPEST) return;
  const listing = readdir(folder, { withFileTypes: true });
  const entries = depth === 0 ? await listing.catch(throwDiskFault) : await unlessPassedOver(listing);
  if (!entries) return yield { path: folder, isUnread: true };
  for (const entry of entries.filter(isShown).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path, depth + 1);
    else if (entry.isFile()) yield { path };
  }
}

/** What is read of an entry; undefined where it vanished or is not for this server to read. */
async function unlessPassedOver<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (PASSED_OVER.has(codeOf(error))) return undefined;
    throw diskFault(error);
  }
}

/** What the disk refused, as the source tells it. */
function diskFault(error: unknown): unknown {
  if ((error as NodeJS.ErrnoException).syscall === undefined) return error;
  return new AppError('fetch_failed', `The folder could not be read (${codeOf(error)}).`, { cause: error });
}

function throwDiskFault(error: unknown): never {
  throw diskFault(error);
}

function isShown({ name }: Dirent): boolean {
  return !name.startsWith('.');
}

function refused(message: string): AppError {
  return new AppError('validation_failed', undefined, { details: [{ field: 'folder', message }] });
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
