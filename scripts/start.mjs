/** `npm start`: builds what is stale, then becomes the server: one node process, so that signals reach it. */
import { pathToFileURL } from 'node:url';
import { buildIfStale, ENTRY } from './build-if-stale.mjs';

buildIfStale();
process.setSourceMapsEnabled(true);
await import(pathToFileURL(ENTRY).href);
