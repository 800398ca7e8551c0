import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { registerUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';

/** Every write to it fails as on a full disk. */
const FULL_DISK = '/dev/full';
const SECRET = 'the heron keeps the ledger';

describe.each(['development', 'production'])('a log file on a full disk (%s)', (NODE_ENV) => {
  let folder: string;
  let app: RunningApp;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rai-log-'));
    symlinkSync(FULL_DISK, join(folder, 'rai.log'));
    const secrets = { JWT_SECRET_KEY: randomBytes(48).toString('base64') };
    app = await startApp({ env: { NODE_ENV, LOG_FILE: join(folder, 'rai.log'), LOG_LEVEL: 'debug', ...secrets } });
  });
  afterEach(async () => {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('stops neither answers nor streams nor the end, and is told once without a word of the log', async () => {
    const { token } = await registerUser(app);
    // Longer than lines wait to be written, and than a log that failed is let be.
    for (let waited = 0; waited < 7000; waited += 500) {
      expect((await app.call('GET', '/health/ready')).status).toBe(200);
      await new Promise((resume) => setTimeout(resume, 500));
    }
    const turn = await app.send('POST', '/api/chat', { token, json: { message: SECRET, streaming: true } });
    expect(await turn.text()).toContain('turn-end');
    expect(await app.terminate()).toBe(0);
    const told = app
      .logs()
      .split('\n')
      .filter((line) => line.includes('LOG_FILE'));
    expect(told).toEqual(['LOG_FILE cannot be written (ENOSPC); lines are dropped until it can be.']);
    expect(app.logs()).not.toContain(SECRET);
    expect(app.logs()).not.toContain('nobody caught');
  }, 30_000);

  it('leaves the rights of what is no file alone', () => {
    expect(statSync(FULL_DISK).mode & 0o777).not.toBe(0o600);
  });
});
