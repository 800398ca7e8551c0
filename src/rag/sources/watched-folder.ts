/** The files below a watched folder. Never leaves the configured root, whatever the path or a link says. */
import { type Dirent } from 'node:fs';
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

/** The real path of a folder under the root. Throws `validation_failed`, the same for what lies outside and what is absent. */
export async function folderUnder(root: string | undefined, folder: string): Promise<string> {
  if (root === undefined) throw refused('folders cannot be watched here: SOURCES_ROOT is not set');
  try {
    const [top, wanted] = await Promise.all([realpath(root), realpath(resolve(root, folder))]);
    if ((wanted === top || wanted.startsWith(top + sep)) && (await stat(wanted)).isDirectory()) return wanted;
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(codeOf(error)))
      throw error;
  }
  throw refused('is not a folder under SOURCES_ROOT');
}

/** Files in the order of their names; hidden ones and links are passed over. Throws `document_too_large` for too many. */
export async function* filesBelow(folder: string): AsyncGenerator<WatchedFile> {
  let count = 0;
  for await (const path of walk(folder, 0)) {
    if (++count > MOST_FILES)
      throw new AppError('document_too_large', `A watched folder may have ${MOST_FILES} files.`);
    const { size, mtime } = await stat(path);
    yield { path, name: relative(folder, path).split(sep).join('/'), bytes: size, modified: mtime.toISOString() };
  }
}

async function* walk(folder: string, depth: number): AsyncGenerator<string> {
  if (depth > DEEPEST) return;
  const entries = (await readdir(folder, { withFileTypes: true }))
    .filter(isShown)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (entry.isDirectory()) yield* walk(join(folder, entry.name), depth + 1);
    else if (entry.isFile()) yield join(folder, entry.name);
  }
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
