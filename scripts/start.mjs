/** `npm start`: builds what is stale, then becomes the server: one node process, so that signals reach it. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildIfStale, ROOT } from './build-if-stale.mjs';

buildIfStale();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(join(ROOT, 'dist', 'src', 'main.js')).href);
