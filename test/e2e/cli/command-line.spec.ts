import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { rai } from '../../support/rai-cli.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { type FreshDatabase, freshPostgres, testDatabases } from '../../support/test-databases.js';

const NOTES = 'The harbour of Lindau opens at six. Boats to Bregenz leave from pier four.';
const PASSWORD = 'a long and quiet river';

async function tablesOf(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ relname: string }>(
    `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  );
  await client.end();
  return rows.map(({ relname }) => relname);
}

describe.each(testDatabases())('the command line without a server, on %s', (database) => {
  let folder: string;
  let postgres: FreshDatabase | undefined;
  const run = (...words: string[]) => {
    const where = postgres ? { DATABASE_URL: postgres.url } : undefined;
    // A port nobody listens on, or the commands would go to whatever server this machine runs.
    const env = { DATA_DIR: join(folder, 'data'), LLM_PROVIDER: 'extractive', RAI_API_PORT: '1', ...where };
    return rai(env, folder, ...words);
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rai-cli-'));
    writeFileSync(join(folder, 'notes.md'), NOTES);
    if (database === 'postgres') postgres = await freshPostgres();
  });
  afterAll(async () => {
    await postgres?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says which version it is', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await run('--version')).toEqual({ code: 0, text: `${version}\n` });
  });

  it('only looks when it is asked to look: nothing is made, and what is missing is said in a sentence', async () => {
    const { code, text } = await run('doctor');
    expect([code, text]).toEqual([0, expect.stringMatching(/^warn {2}database {2}[^\n]*\n *→ npm start makes it/m)]);
    expect(await run('audit', 'verify')).toEqual({
      code: 1,
      text: expect.stringMatching(/^(there is no database at|the database holds no audit log)[^\n]*\n$/),
    });
    if (!postgres) return expect(existsSync(join(folder, 'data', 'rai.sqlite'))).toBe(false);
    expect(await tablesOf(postgres.url)).toEqual([]);
  });

  it('brings the database to the newest schema, once', async () => {
    expect(await run('migrate')).toMatchObject({ code: 0, text: expect.stringContaining('Ran: ') });
    expect(await run('migrate')).toMatchObject({ code: 0, text: expect.stringContaining('Nothing to do.') });
  });

  it('looks after accounts', async () => {
    const made = await run('user', 'create', 'ada', '--password', PASSWORD);
    expect(made).toEqual({ code: 0, text: 'ada (admin) was made.\n' });
    expect((await run('user', 'create', 'grace', '--password', PASSWORD)).text).toBe('grace (user) was made.\n');
    expect(await run('user', 'promote', 'grace')).toEqual({ code: 0, text: 'grace is an administrator.\n' });
    const set = await run('user', 'set-password', 'grace', '--password', `${PASSWORD} again`);
    expect(set).toEqual({ code: 0, text: 'The password of grace was set.\n' });
    const { text } = await run('user', 'list');
    expect(text.trim().split('\n')).toEqual([
      expect.stringMatching(/\tadmin\tactive\tada$/),
      expect.stringMatching(/\tadmin\tactive\tgrace$/),
    ]);
  });

  it('says in a sentence what is wrong', async () => {
    const weak = await run('user', 'create', 'eve', '--password', 'password');
    expect(weak).toEqual({ code: 1, text: expect.stringMatching(/^[^\n]*password[^\n]*\n {2}password: [^\n]+\n$/i) });
    const short = await run('user', 'create', 'eve', '--password', 'brief');
    expect(short).toEqual({
      code: 1,
      text: expect.stringMatching(/^[^\n]+\n {2}password: must have 8 characters[^\n]*\n$/),
    });
    const nobody = await run('ask', 'Who?', '--user', 'nobody');
    expect(nobody).toEqual({ code: 1, text: expect.stringMatching(/^There is no account named "nobody"[^\n]*\n$/) });
  });

  it('takes a file and answers a question about it, with its citation', async () => {
    const taken = await run('ingest', join(folder, 'notes.md'), '--user', 'ada');
    expect(taken).toMatchObject({ code: 0, text: expect.stringMatching(/^ready\t1 passages/m) });
    const { code, text } = await run('ask', 'When does the harbour of Lindau open?', '--user', 'ada');
    expect([code, text]).toEqual([0, expect.stringContaining('“The harbour of Lindau opens at six.” [1]')]);
    expect(text).toContain('[1] notes (0–');
  });

  it('takes what it can of many files, and says of each of the others why not', async () => {
    writeFileSync(join(folder, 'noise.bin'), Buffer.alloc(300, 7));
    writeFileSync(join(folder, 'ferry.md'), 'The ferry to Rorschach leaves at nine.');
    const files = ['absent.md', 'noise.bin', 'ferry.md'].map((name) => join(folder, name));
    const { code, text } = await run('ingest', ...files, '--user', 'ada');
    expect(code).toBe(1);
    const lines = text.trim().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^failed\t.*absent\.md\tENOENT/),
      expect.stringMatching(/^failed\t.*noise\.bin\t.*cannot be read/),
      expect.stringMatching(/^ready\t1 passages\t.*ferry\.md$/),
    ]);
  });

  it('names the path that is not there, without a stack', async () => {
    const absent = join(folder, 'absent', 'rai.backup');
    const restored = await run('restore', absent);
    expect(restored).toEqual({ code: 1, text: expect.stringMatching(/^ENOENT[^\n]*absent[^\n]*\n$/) });
    expect(await run('backup', absent)).toEqual({
      code: 1,
      text: expect.stringMatching(/^ENOENT[^\n]*absent[^\n]*\n$/),
    });
    const noBackup = { code: 1, text: expect.stringMatching(/^[^\n]* is not a sound backup of this application\n$/) };
    expect(await run('restore', folder)).toEqual(noBackup);
    expect(await run('restore', join(folder, 'notes.md'))).toEqual(noBackup);
  });

  it('says in a sentence that a database cannot be opened', async () => {
    writeFileSync(join(folder, 'other.sqlite'), NOTES.repeat(20));
    const other = `sqlite:${join(folder, 'other.sqlite')}`;
    const tries = [
      [other, 'user', 'list'],
      ['postgres://nobody@127.0.0.1:1/none', 'audit', 'verify'],
      ['sqlite:/proc/none/x', 'migrate'],
    ] as const;
    for (const [DATABASE_URL, ...words] of tries) {
      const env = { DATA_DIR: join(folder, 'data'), DATABASE_URL };
      const text = expect.stringMatching(/^DATABASE_URL: [^\n]+\n$/);
      expect(await rai(env, folder, ...words)).toEqual({ code: 1, text });
    }
    const moved = await run('move', '--from', other, '--to', `sqlite:${join(folder, 'target.sqlite')}`);
    expect(moved).toEqual({
      code: 1,
      text: expect.stringMatching(/^sqlite:[^\n]*other\.sqlite: the database cannot be opened[^\n]*\n$/),
    });
    const damaged = { DATA_DIR: join(folder, 'data'), DATABASE_URL: other };
    const text = expect.stringMatching(/^[^\n]*other\.sqlite cannot be copied[^\n]*\n$/);
    expect(await rai(damaged, folder, 'backup', join(folder, 'copy'))).toEqual({ code: 1, text });
  });

  it('finds nothing wrong with all this, and leaves no key behind', async () => {
    const { code, text } = await run('doctor');
    expect([code, text]).toEqual([0, expect.not.stringMatching(/^fail/m)]);
  });
});

describe.each(testDatabases())('the command line beside a server on an IPv6 address, on %s', (database) => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startApp({ database, env: { RAI_API_HOST: '::1' } });
  });
  afterAll(() => app.stop());

  it('finds the server', async () => {
    const env = {
      DATA_DIR: app.dataDir,
      DATABASE_URL: app.databaseUrl,
      RAI_API_HOST: '::1',
      RAI_API_PORT: new URL(app.urls[0]!).port,
      LLM_PROVIDER: 'extractive',
    };
    const found = await rai(env, app.dataDir, 'doctor');
    expect(found).toMatchObject({ code: 0, text: expect.stringContaining('a server answers on ') });
    expect((await rai(env, app.dataDir, 'user', 'create', 'ada', '--password', PASSWORD)).code).toBe(0);
    writeFileSync(join(app.dataDir, 'notes.md'), NOTES);
    expect(await rai(env, app.dataDir, 'ingest', join(app.dataDir, 'notes.md'), '--user', 'ada')).toMatchObject({
      code: 0,
      text: expect.stringMatching(/^ready\t1 passages/m),
    });
  });
});

describe.each(testDatabases())('the command line beside a server, on %s', (database) => {
  let app: RunningApp;
  const run = (...words: string[]) => {
    const { port } = new URL(app.url);
    const env = {
      DATA_DIR: app.dataDir,
      DATABASE_URL: app.databaseUrl,
      RAI_API_PORT: port,
      LLM_PROVIDER: 'extractive',
    };
    return rai(env, app.dataDir, ...words);
  };
  beforeAll(async () => {
    app = await startApp({ database });
  });
  afterAll(() => app.stop());

  it('lists the migrations that have run', async () => {
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, DATA_DIR: app.dataDir, DATABASE_URL: app.databaseUrl };
    const command = [resolve('scripts/migration.mjs'), 'show'];
    const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: app.dataDir, env });
    expect(stdout).toMatch(/^(\[X\] \w+\n)+$/);
  });

  it('makes an account that signs in at once', async () => {
    expect((await run('user', 'create', 'ada', '--password', PASSWORD)).code).toBe(0);
    const login = await app.call('POST', '/api/auth/login', { json: { username: 'ada', password: PASSWORD } });
    expect(login.status).toBe(200);
  });

  it('asks the server that runs, with a key that is gone afterwards', async () => {
    writeFileSync(join(app.dataDir, 'notes.md'), NOTES);
    expect((await run('ingest', join(app.dataDir, 'notes.md'), '--user', 'ada')).code).toBe(0);
    const { text } = await run('ask', 'Where do boats to Bregenz leave?', '--user', 'ada');
    expect(text).toContain('“Boats to Bregenz leave from pier four.” [1]');
    const login = await app.call('POST', '/api/auth/login', { json: { username: 'ada', password: PASSWORD } });
    const keys = await app.call('GET', '/api/auth/keys', { token: login.body.access_token });
    expect(keys.status).toBe(200);
    expect(JSON.stringify(keys.body)).not.toContain('command line');
  });

  it('sets a password that was lost, which ends every sign-in within a second', async () => {
    const login = (password: string) => app.call('POST', '/api/auth/login', { json: { username: 'ada', password } });
    const { access_token: token, refresh_token } = (await login(PASSWORD)).body;
    const me = async () => (await app.call('GET', '/api/auth/me', { token })).status;
    expect(await me()).toBe(200);
    expect((await run('user', 'set-password', 'ada', '--password', `${PASSWORD} once more`)).code).toBe(0);
    // Each server of several may be asked.
    const until = Date.now() + 1000;
    while ((await me()) === 200) expect(Date.now()).toBeLessThan(until);
    for (let i = 0; i < 4; i++) expect(await me()).toBe(401);
    expect((await app.call('POST', '/api/auth/refresh', { json: { refresh_token } })).status).toBe(401);
    expect((await login(PASSWORD)).status).toBe(401);
    expect((await login(`${PASSWORD} once more`)).status).toBe(200);
  });
});
