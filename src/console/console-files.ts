/** The built page in memory: a few hundred kilobytes, packed when it was built, so that a request costs no file access. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

export interface ConsoleFile {
  type: string;
  /** Seconds a browser may keep it; 0 for what names the others. */
  maxAge: number;
  /** Bytes by content encoding. */
  bodies: { identity: Buffer; gzip?: Buffer; br?: Buffer };
}

/** By request path. */
export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>;

const YEAR_SECONDS = 31_536_000;
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads what scripts/build-console.mjs wrote: index.html, and assets whose names carry a hash of their content. */
export function readConsoleFiles(folder: string): ConsoleFiles {
  const files = new Map<string, ConsoleFile>();
  const index = join(folder, 'index.html');
  if (!existsSync(index)) return files;
  files.set('/', fileOf(index, 0));
  for (const name of readdirSync(join(folder, 'assets'))) {
    if (TYPES[extname(name)]) files.set(`/assets/${name}`, fileOf(join(folder, 'assets', name), YEAR_SECONDS));
  }
  return files;
}

function fileOf(path: string, maxAge: number): ConsoleFile {
  const packed = (suffix: string) => (existsSync(path + suffix) ? readFileSync(path + suffix) : undefined);
  const bodies = { identity: readFileSync(path), gzip: packed('.gz'), br: packed('.br') };
  return { type: TYPES[extname(path)]!, maxAge, bodies };
}
