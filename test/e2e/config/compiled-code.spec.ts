import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { startApp } from '../../support/start-app.js';

/** A flag that changes what V8 compiles, so that code it kept without it is not taken. */
const OTHER_FLAGS = '--interpreted-frames-native-stack';

/** Whether V8 refuses the code that was kept at the build: "true" or "false". */
function isRefused(...flags: string[]): string {
  const program = `
    const { readFileSync } = require('node:fs');
    const cachedData = readFileSync('dist/server/bundle.code');
    const script = new (require('node:vm').Script)(readFileSync('dist/server/bundle.js', 'utf8'), { cachedData });
    process.stdout.write(String(script.cachedDataRejected));`;
  return execFileSync(process.execPath, [...flags, '-e', program], { encoding: 'utf8' });
}

describe('the compiled code beside the server', () => {
  it('is taken by the Node.js that built it', () => {
    expect(isRefused()).toBe('false');
  });

  it('is left out where V8 refuses it', async () => {
    expect(isRefused(OTHER_FLAGS)).toBe('true');
    const app = await startApp({ env: { NODE_OPTIONS: OTHER_FLAGS } });
    expect((await app.call('GET', '/health/ready')).status).toBe(200);
    expect(await app.stop()).toBe(0);
  });
});
