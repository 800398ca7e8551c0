/** `npm run openapi`: writes openapi.json, as a server started for the purpose describes itself. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale, ENTRY, ROOT } from './build-if-stale.mjs';

buildIfStale();
const folder = mkdtempSync(join(tmpdir(), 'rai-openapi-'));
const server = spawn(process.execPath, [ENTRY], {
  cwd: folder,
  env: {
    ...process.env,
    DATA_DIR: folder,
    DATABASE_URL: '',
    RAI_API_PORT: '0',
    SWAGGER_ENABLED: 'true',
    LLM_PROVIDER: 'extractive',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const document = await (await fetch(`${await address(server)}/openapi.json`)).json();
  writeFileSync(join(ROOT, 'openapi.json'), `${JSON.stringify(document, null, 2)}\n`);
  console.log(`openapi.json: ${Object.keys(document.paths).length} paths`);
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}

function address(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (bytes) => {
      text += bytes;
      const found = /listens on (http:\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}
