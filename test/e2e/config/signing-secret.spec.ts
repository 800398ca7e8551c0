import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const SECRETS = pathToFileURL(resolve('dist/src/config/secrets.js')).href;
const SERVERS = 6;

/** Prints a secret for each folder it is given; all processes come to a folder at the same moment. */
const SCRIPT = `
const { signingSecret } = await import(${JSON.stringify(SECRETS)});
const [start, ...folders] = process.argv.slice(1);
for (const [n, folder] of folders.entries()) {
  while (Date.now() < Number(start) + n * 20);
  console.log(signingSecret({}, folder));
}`;

describe('the secret a server makes for itself', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rai-secret-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is one, and whole, for all that start at once on a new data folder', async () => {
    const folders = Array.from({ length: 20 }, () => mkdtempSync(join(folder, 'data-')));
    const args = ['--input-type=module', '-e', SCRIPT, String(Date.now() + 1500), ...folders];
    const run = promisify(execFile);
    const all = await Promise.all(Array.from({ length: SERVERS }, () => run(process.execPath, args)));
    const [first, ...others] = all.map(({ stdout }) => stdout.trim().split('\n'));
    expect(new Set(first)).toHaveProperty('size', folders.length);
    for (const secret of first!) expect(secret).toHaveLength(64);
    for (const other of others) expect(other).toEqual(first);
    for (const data of folders) {
      expect(readdirSync(data)).toEqual(['development-jwt-secret']);
      expect(statSync(join(data, 'development-jwt-secret')).mode & 0o777).toBe(0o600);
    }
  });
});
