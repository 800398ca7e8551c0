import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteConnection from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../common/clock.js';
import type { Configuration } from '../../config/configuration.js';
import { DiskFileStore } from '../../platform/files/disk-file-store.js';
import { writeBackup } from './backup-file.js';
import { restore } from './restore.js';

const NOW = '2026-01-01T00:00:00.000Z';
const ROWS = 2000;

let folder: string;
let target: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rai-restore-'));
  target = join(folder, 'rai.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = () => new DiskFileStore(join(folder, 'files'), new SystemClock());

/** A database whose every row says the word. */
function filled(path: string, word: string): SqliteConnection.Database {
  const connection = new SqliteConnection(path);
  connection.pragma('journal_mode = WAL');
  connection.exec('CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT)');
  fill(connection, word);
  return connection;
}

function fill(connection: SqliteConnection.Database, word: string): void {
  const insert = connection.prepare('INSERT OR REPLACE INTO words VALUES (?, ?)');
  for (let n = 1; n <= ROWS; n++) insert.run(n, `${word} ${n} ${'x'.repeat(100)}`);
}

async function backupOf(word: string): Promise<string> {
  const path = join(folder, `${word}.backup`);
  const sqlitePath = join(folder, `${word}.sqlite`);
  filled(sqlitePath, word).close();
  await writeBackup(path, { sqlitePath, files: files(), now: NOW });
  return path;
}

const putBack = (path: string) =>
  restore(path, { database: { sqlitePath: target } } as Configuration, files(), { force: true, now: NOW });

function expectOnly(word: string): void {
  const connection = new SqliteConnection(target);
  try {
    expect(connection.pragma('integrity_check', { simple: true })).toBe('ok');
    const sql = `SELECT count(*) AS all_rows, count(CASE WHEN word LIKE '${word} %' THEN 1 END) AS right FROM words`;
    expect(connection.prepare(sql).get()).toEqual({ all_rows: ROWS, right: ROWS });
  } finally {
    connection.close();
  }
}

describe('restore', () => {
  it('is not mixed with what a server that died had written beside a database that was taken away since', async () => {
    const path = await backupOf('kept');
    const died = filled(target, 'lost');
    for (const part of ['', '-wal']) copyFileSync(target + part, `${target}.copy${part}`);
    died.close();
    rmSync(target);
    renameSync(`${target}.copy-wal`, `${target}-wal`);
    const { previous } = await putBack(path);
    expectOnly('kept');
    expect(existsSync(`${previous}-wal`)).toBe(true);
  });

  it('is not mixed with what a restore of another backup left that died', async () => {
    const [path, other] = [await backupOf('kept'), await backupOf('lost')];
    const fresh = `${target}.restoring`;
    copyFileSync(other, fresh);
    // As the process is killed within the transaction that takes out what only the backup needs.
    const dying = new SqliteConnection(fresh);
    dying.pragma('cache_size = 1');
    dying.exec('BEGIN');
    fill(dying, 'half');
    copyFileSync(`${fresh}-journal`, `${fresh}.copy`);
    dying.exec('ROLLBACK');
    dying.close();
    renameSync(`${fresh}.copy`, `${fresh}-journal`);
    await putBack(path);
    expectOnly('kept');
  });
});
