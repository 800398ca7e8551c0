import { describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConsoleFiles } from './console-files.js';

describe('the files of the console in memory', () => {
  it('are the page and its assets, packed where they were packed, and nothing else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rai-console-'));
    try {
      mkdirSync(join(folder, 'assets'));
      writeFileSync(join(folder, 'index.html'), '<p>');
      writeFileSync(join(folder, 'assets', 'main-A.js'), 'js');
      writeFileSync(join(folder, 'assets', 'main-A.js.gz'), 'gz');
      writeFileSync(join(folder, 'assets', 'notes.txt'), 'no');
      const files = readConsoleFiles(folder);
      expect([...files.keys()]).toEqual(['/', '/assets/main-A.js']);
      expect(files.get('/')).toMatchObject({ maxAge: 0, type: 'text/html; charset=utf-8' });
      expect(String(files.get('/assets/main-A.js')!.bodies.gzip)).toBe('gz');
      expect(files.get('/assets/main-A.js')!.bodies.br).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('are none where nothing was built', () => {
    expect(readConsoleFiles(join(tmpdir(), 'not-there')).size).toBe(0);
  });
});
