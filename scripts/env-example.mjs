/** Writes .env.example from the table of variables; a test keeps the two alike. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale, ROOT } from './build-if-stale.mjs';

buildIfStale();
const { envExample } = await import('../dist/src/config/env-example.js');
writeFileSync(join(ROOT, '.env.example'), envExample());
