/**
 * Starts the bundle in dist/server once, on a database of its own that is thrown away, and keeps what V8 had compiled when it
 * was ready: starts of the same Node.js read that instead of compiling (scripts/load-server.cjs). The last step of a build.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './build-if-stale.mjs';

const SERVER = join(ROOT, 'dist', 'server');
const CODE = join(SERVER, 'bundle.code');

const folder = mkdtempSync(join(tmpdir(), 'rai-build-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
// Its own settings only: neither the environment of the build nor a .env file.
process.chdir(folder);
const { PATH = '', HOME = '' } = process.env;
process.env = {
  PATH,
  HOME,
  NODE_ENV: 'development',
  DATA_DIR: folder,
  RAI_API_PORT: '0',
  LOG_FILE: 'off',
  LOG_LEVEL: 'error',
  LLM_PROVIDER: 'extractive',
};
rmSync(CODE, { force: true });

let printed = '';
const listening = new Promise((resolve) => {
  process.stdout.write = (text) => {
    printed += text;
    const [, url] = /listens on (\S+)/.exec(printed) ?? [];
    if (url) resolve(url);
    return true;
  };
});
const script = createRequire(import.meta.url)(join(SERVER, 'server.cjs'));
const response = await fetch(`${await listening}/health/ready`);
if (response.status !== 200) throw new Error(`what was built is not ready: ${await response.text()}\n${printed}`);
writeFileSync(CODE, script.createCachedData());
process.exit(0);
