import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';

/** The built one: threads have no compiler. */
const built = (path: string) => pathToFileURL(resolve('dist/src', path)).href;

/** Writes 24 MB, which is less than what the writer copies by itself, and tells the sizes before and after a while. */
const WRITES = `
  import { statSync } from 'node:fs';
  import { setTimeout as sleep } from 'node:timers/promises';
  const [path, open, schema, thread] = process.argv.slice(1);
  const { openDatabase } = await import(open);
  const { SCHEMA } = await import(schema);
  const config = { dialect: 'sqlite', sqlitePath: path, poolSize: 2 };
  const { database, close } = await openDatabase(config, SCHEMA, { logThreads: thread === 'yes' });
  const sql = "INSERT INTO instance_facts (key, value, created_at) VALUES (?, ?, '')";
  for (let at = 0; at < 240; at++) await database.batch([{ sql, params: ['k' + at, 'x'.repeat(100_000)] }]);
  const size = () => statSync(path).size;
  for (let waited = 0; waited < (thread === 'yes' ? 200 : 10) && size() < 10_000_000; waited++) await sleep(100);
  const copied = size();
  await close();
  console.log(JSON.stringify({ copied, closed: size() }));
`;

function write(folder: string, thread: 'yes' | 'no') {
  const path = join(folder, `${thread}.sqlite`);
  const modules = [built('platform/database/open-database.js'), built('schema.js')];
  const args = ['--no-warnings', '--input-type=module', '-e', WRITES, path, ...modules, thread];
  const told = execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
  return { path, ...(JSON.parse(told.trim().split('\n').at(-1)!) as { copied: number; closed: number }) };
}

describe('the write-ahead log of SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rai-checkpoints-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is copied into the database by a thread while others write, and whole when the server ends', () => {
    const { path, copied, closed } = write(folder, 'yes');
    expect(copied).toBeGreaterThan(10_000_000);
    expect(closed).toBeGreaterThan(24_000_000);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  it('is copied by the writer where nobody asked for a thread', () => {
    const { path, closed } = write(folder, 'no');
    expect(closed).toBeGreaterThan(24_000_000);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });
});
