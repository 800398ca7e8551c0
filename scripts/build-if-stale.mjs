/** Builds dist/ when a source is newer than the last good build. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/** The server. */
export const ENTRY = join(ROOT, 'dist', 'server', 'main.js');
const MARK = join(ROOT, 'dist', '.built');
const COMPILER = join(ROOT, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
/** The page, and the server in one file. */
const BUNDLES = ['build-console.mjs', 'build-server.mjs', 'compile-server.mjs'].map((name) =>
  join(ROOT, 'scripts', name),
);
const SOURCES = [
  'src',
  'migrations',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
  'package-lock.json',
  'scripts/build-console.mjs',
  'scripts/build-server.mjs',
  'scripts/compile-server.mjs',
  'scripts/load-server.cjs',
];

/** Exits the process with the compiler's code when the build fails. */
export function buildIfStale() {
  // A deployment carries dist/ without the compiler.
  if (!existsSync(COMPILER)) {
    if (existsSync(ENTRY)) return;
    process.stderr.write('There is neither a build in dist/ nor a compiler: run `npm install` first.\n');
    process.exit(1);
  }
  const page = join(ROOT, 'dist', 'console', 'index.html');
  if ([ENTRY, page, MARK].every((path) => existsSync(path)) && newest(SOURCES) <= statSync(MARK).mtimeMs) return;
  process.stderr.write('Building …\n');
  build();
}

/** Exits the process with the compiler's code when it fails. */
export function build() {
  const began = new Date();
  const { status } = spawnSync(process.execPath, [COMPILER, 'build'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
  for (const bundle of BUNDLES) {
    const bundled = spawnSync(process.execPath, [bundle], { cwd: ROOT, stdio: ['ignore', 2, 2] });
    if (bundled.status !== 0) process.exit(bundled.status ?? 1);
  }
  mkdirSync(dirname(MARK), { recursive: true });
  writeFileSync(MARK, began.toISOString());
}

function newest(paths) {
  return Math.max(0, ...paths.map((path) => newestIn(join(ROOT, path))));
}

/** Folders count too: a deleted file changes the time of its folder only. */
function newestIn(path) {
  if (!existsSync(path)) return 0;
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return path.endsWith('.spec.ts') ? 0 : mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}
