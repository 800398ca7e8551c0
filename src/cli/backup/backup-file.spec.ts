import { mkdtempSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteConnection from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../common/clock.js';
import { DiskFileStore } from '../../platform/files/disk-file-store.js';
import { writeBackup } from './backup-file.js';

describe('a backup that cannot be made', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rai-backup-file-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('leaves no half of it where the database turns out to be damaged', async () => {
    const path = join(folder, 'rai.sqlite');
    const connection = new SqliteConnection(path);
    connection.exec('CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT)');
    const insert = connection.prepare('INSERT INTO words VALUES (?, ?)');
    for (let n = 1; n <= 2000; n++) insert.run(n, 'x'.repeat(1000));
    connection.close();
    const middle = Math.floor(statSync(path).size / 2 / 4096) * 4096;
    writeSync(openSync(path, 'r+'), Buffer.alloc(64 * 1024, 0xff), 0, 64 * 1024, middle);
    const source = {
      sqlitePath: path,
      files: new DiskFileStore(join(folder, 'files'), new SystemClock()),
      now: '2026',
    };
    const made = writeBackup(join(folder, 'rai.backup'), source);
    await expect(made).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('malformed') });
    expect(readdirSync(folder).filter((name) => name.startsWith('rai.backup'))).toEqual([]);
  });
});
