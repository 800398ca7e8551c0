import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { registerUser } from '../../support/register-user.js';
import { startApp } from '../../support/start-app.js';

/** The built one: threads have no compiler. */
const built = (path: string) => pathToFileURL(resolve('dist/src', path)).href;

const BEGIN = `
  import { renameSync } from 'node:fs';
  import BetterSqlite from 'better-sqlite3';
  const [path, open, schema, sqlite] = process.argv.slice(1);
  const { openDatabase } = await import(open);
  const { connectionOf } = await import(sqlite);
  const { SCHEMA } = await import(schema);
  const { database, dataSource, close } = await openDatabase(
    { dialect: 'sqlite', sqlitePath: path, poolSize: 2 }, SCHEMA, { logThreads: true });
  const insert = (key) => database.batch([
    { sql: "INSERT INTO instance_facts (key, value, created_at) VALUES (?, '', '')", params: [key] }])
    .then(() => 'kept', (error) => error.message);
  const synchronous = () => connectionOf(dataSource).pragma('synchronous', { simple: true });
  const told = {};
`;
const END = `
  told.last = synchronous();
  await close();
  const kept = new BetterSqlite(path, { readonly: true }).prepare('SELECT key FROM instance_facts ORDER BY key').pluck().all();
  console.log(JSON.stringify({ ...told, kept }));
`;

describe('the thread that syncs the write-ahead log of SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rai-log-sync-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(name: string, work: string): Record<string, unknown> {
    const modules = ['platform/database/open-database.js', 'schema.js', 'platform/database/sqlite-database.js'];
    const args = ['--no-warnings', '--input-type=module', '-e', BEGIN + work + END];
    const told = execFileSync(process.execPath, [...args, join(folder, `${name}.sqlite`), ...modules.map(built)], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    return JSON.parse(told.trim().split('\n').at(-1)!) as Record<string, unknown>;
  }

  it('does so for the connection that writes, and the process waits for it', () => {
    const work = "told.first = synchronous(); told.a = await insert('a');";
    expect(run('works', work)).toEqual({ first: 1, a: 'kept', last: 1, kept: ['a'] });
  });

  it('gives way to SQLite where it cannot, and what it was to sync is copied into the database instead', () => {
    const work = "renameSync(path + '-wal', path + '-away'); told.a = await insert('a'); told.b = await insert('b');";
    expect(run('gone', work)).toEqual({ a: 'kept', b: 'kept', last: 2, kept: ['a', 'b'] });
  });

  it('says that a write may not last where that cannot be done either', () => {
    const work = `const reading = new BetterSqlite(path);
      reading.exec('BEGIN'); reading.prepare('SELECT count(*) FROM instance_facts').get();
      renameSync(path + '-wal', path + '-away');
      told.a = await insert('a'); reading.close(); told.b = await insert('b');`;
    const { a, ...rest } = run('held', work);
    expect(a).toContain('may not be on the disk');
    expect(rest).toEqual({ b: 'kept', last: 2, kept: ['a', 'b'] });
  });

  it('is told of by readiness and metrics once SQLite does it by itself, and the server goes on', async () => {
    const app = await startApp({ database: 'sqlite' });
    const looked = async () => {
      const { status, body } = await app.call('GET', '/health/ready');
      const metrics = ((await app.call('GET', '/metrics')).body as string).split('\n');
      const up = metrics.find((line) => line.startsWith('rai_database_log_thread_up '));
      return { status, log: body.checks.log, up };
    };
    try {
      await registerUser(app);
      expect(await looked()).toEqual({ status: 200, log: { ok: true }, up: 'rai_database_log_thread_up 1' });
      renameSync(join(app.dataDir, 'rai.sqlite-wal'), join(app.dataDir, 'away'));
      await registerUser(app);
      const log = { ok: false, detail: expect.stringContaining('SQLite does it within its commits') };
      expect(await looked()).toEqual({ status: 200, log, up: 'rai_database_log_thread_up 0' });
    } finally {
      await app.stop();
    }
  });
});
