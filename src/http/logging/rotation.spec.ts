import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { rotateIfLarge } from './rotation.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rai-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('log rotation', () => {
  it('keeps five old files, newest first, and opens the log anew', async () => {
    const file = join(folder, 'rai.log');
    let reopened = 0;
    const stream = { writesTo: () => true, reopen: () => (reopened += 1), tell: () => undefined };
    for (let n = 1; n <= 7; n++) {
      writeFileSync(file, `content ${n}`);
      expect(await rotateIfLarge(file, stream, 5)).toBe(true);
    }
    expect(reopened).toBe(7);
    expect(readdirSync(folder).sort()).toEqual([1, 2, 3, 4, 5].map((n) => `rai.log.${n}`));
    expect(readFileSync(`${file}.1`, 'utf8')).toBe('content 7');
    expect(readFileSync(`${file}.5`, 'utf8')).toBe('content 3');
  });

  it('leaves a small file alone', async () => {
    const stream = {
      writesTo: () => true,
      reopen: () => {
        throw new Error('opened anew');
      },
      tell: () => undefined,
    };
    writeFileSync(join(folder, 'small'), 'x');
    expect(await rotateIfLarge(join(folder, 'small'), stream, 5)).toBe(false);
  });
});
