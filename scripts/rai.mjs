/** `npm run rai -- <command>`: the command line, built first where that is needed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale, ROOT } from './build-if-stale.mjs';

buildIfStale();
process.setSourceMapsEnabled(true);
const entry = join(ROOT, 'dist', 'src', 'cli', 'main.js');
if (!existsSync(entry)) {
  process.stderr.write('dist/src/cli/main.js is missing: run `npm run build`.\n');
  process.exit(1);
}
await import(pathToFileURL(entry).href);
