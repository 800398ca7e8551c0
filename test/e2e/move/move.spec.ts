import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { describeOnPostgres } from '../../support/on-postgres.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { type FreshDatabase, freshPostgres } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';

const SECRET = 'k3w9-Tq7mVb2xZr8LpYc5NfHs4DgJu6A';

describeOnPostgres('rai move', () => {
  let folder: string;
  let first: RunningApp;
  let fresh: FreshDatabase;
  let user: TestUser;
  let other: TestUser;
  let fileId: string;
  const moved = () => join(folder, 'moved');
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rai-move-'));
    fresh = await freshPostgres();
    first = await startApp({ env: { JWT_SECRET_KEY: SECRET } });
    user = await registerUser(first);
    other = await registerUser(first);
    await fill(first);
  });
  afterAll(async () => {
    await first.stop();
    await fresh.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function fill(app: RunningApp): Promise<void> {
    const { token } = user;
    const file = new FormData();
    file.append('file', new Blob(['The bell of Sarno weighs nine hundred kilograms — «grüße».']), 'bell.md');
    await app.call('POST', '/api/rag/documents?wait=30', { token, body: file });
    const bytes = new FormData();
    bytes.append('file', new Blob([Buffer.alloc(300_000, 7)]), 'bytes.txt');
    fileId = (await app.call('POST', '/api/files', { token, body: bytes })).body.file.id;
    await app.call('POST', '/api/chat', { token, json: { message: 'My favourite colour is teal.' } });
    for (const who of [user, other]) {
      const sessions = Array.from({ length: 30 }, (_, s) => ({
        external_id: `${who.id}-${s}`,
        messages: Array.from({ length: 60 }, (_, m) => ({ role: 'user', content: `line ${m} of talk ${s} 漢字 😀` })),
      }));
      const { status } = await app.call('POST', '/api/session/import', { token: who.token, json: { sessions } });
      expect(status).toBe(201);
    }
    await waitUntil('the memory is learned', 10_000, async () => {
      const { body } = await app.call('GET', '/api/memory', { token });
      return JSON.stringify(body).includes('teal') ? true : undefined;
    });
    await waitUntil('all can be searched', 10_000, async () => {
      const { body } = await app.call('POST', '/api/memory/search', { token, json: { query: 'talk 29 line 59' } });
      return JSON.stringify(body).includes('talk 29') ? true : undefined;
    });
  }

  /** What somebody who moved would look at first. */
  async function expectTheSame(app: RunningApp): Promise<void> {
    const login = await app.call('POST', '/api/auth/login', {
      json: { username: user.username, password: user.password },
    });
    const token = login.body.access_token as string;
    const asked = await app.call('POST', '/api/chat', {
      token,
      json: { message: 'How much does the bell of Sarno weigh?' },
    });
    expect(asked.body.response).toContain('nine hundred kilograms');
    const told = await app.call('POST', '/api/memory/search', { token, json: { query: 'favourite colour' } });
    expect(JSON.stringify(told.body)).toContain('teal');
    const sessions = await app.call('GET', '/api/session?limit=100', { token });
    expect(sessions.body.data.length).toBeGreaterThanOrEqual(31);
    const bytes = await app.send('GET', `/api/files/${fileId}/content`, { token });
    expect(Buffer.from(await bytes.arrayBuffer())).toEqual(Buffer.alloc(300_000, 7));
    const theirs = await app.call('GET', `/api/files/${fileId}/content`, { token: other.token });
    expect(theirs.status).toBe(404);
  }

  function rai(...words: string[]): { child: ChildProcess; ended: Promise<{ code: number | null; text: string }> } {
    const { PATH = '', HOME = '' } = process.env;
    const command = [resolve('dist/src/cli/main.js'), 'move', ...words];
    const env = { PATH, HOME, DATA_DIR: first.dataDir, JWT_SECRET_KEY: SECRET };
    const child = spawn(process.execPath, command, { cwd: folder, env });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (text += bytes.toString()));
    return { child, ended: once(child, 'close').then(() => ({ code: child.exitCode, text })) };
  }
  const there = () => rai('--from', first.databaseUrl, '--to', fresh.url, '--files-to', moved());

  it('refuses while a server runs on the source', async () => {
    const { code, text } = await there().ended;
    expect([code, text]).toEqual([1, expect.stringContaining('another server is running')]);
    await first.terminate();
  });

  it('says in a sentence that the source holds nothing', async () => {
    const empty = join(folder, 'empty.sqlite');
    writeFileSync(empty, '');
    const { code, text } = await rai('--from', `sqlite:${empty}`, '--to', fresh.url).ended;
    expect([code, text]).toEqual([1, `sqlite:${empty} holds nothing to move\n`]);
  });

  it('refuses a target that would be gone with it', async () => {
    const { code, text } = await rai('--from', first.databaseUrl, '--to', 'sqlite::memory:').ended;
    expect([code, text]).toEqual([1, '--to names a database that goes with this command\n']);
  });

  it('goes on where it was killed, again and again, and ends with the same rows and files', async () => {
    const database = new pg.Client({ connectionString: fresh.url });
    await database.connect();
    const come = async () => {
      const sql = "SELECT count(*) AS n FROM move_progress WHERE name <> ''";
      const found = await database.query<{ n: string }>(sql).catch(() => ({ rows: [{ n: '0' }] }));
      return Number(found.rows[0]!.n);
    };
    for (const tables of [2, 9]) {
      const cut = there();
      await waitUntil(`${tables} tables were begun`, 20_000, async () => ((await come()) >= tables ? true : undefined));
      cut.child.kill('SIGKILL');
      await cut.ended;
    }
    const unfinished = await come();
    expect(unfinished).toBeGreaterThan(0);
    const elsewhere = rai('--from', `sqlite:${join(folder, 'absent.sqlite')}`, '--to', fresh.url);
    expect((await elsewhere.ended).text).toContain('there is no database at');

    const { code, text } = await there().ended;
    expect([code, text]).toEqual([0, expect.stringContaining('Going on with the move that was cut.')]);
    expect(text).toMatch(/ 3[67]\d\d {2}[0-9a-f]{16} {2}messages\n/);
    expect(text).toMatch(/2 files, \d of them copied/);
    await database.end();
  });

  it('refuses a target that holds something', async () => {
    const { code, text } = await there().ended;
    expect([code, text]).toEqual([1, expect.stringContaining('is not empty')]);
    expect(text).not.toContain('at ');
  });

  it('a server on the target answers from what was moved, and keeps a move away', async () => {
    const app = await startApp({ env: { DATABASE_URL: fresh.url, DATA_DIR: moved(), JWT_SECRET_KEY: SECRET } });
    await expectTheSame(app);
    const back = rai('--from', fresh.url, '--to', `sqlite:${join(folder, 'early.sqlite')}`);
    expect((await back.ended).text).toContain('a server is running on');
    await app.stop();
  });

  it('and back again', async () => {
    const path = join(folder, 'back', 'rai.sqlite');
    const { code, text } = await rai('--from', fresh.url, '--to', `sqlite:${path}`).ended;
    expect([code, text]).toEqual([0, expect.stringContaining('Moved and checked')]);
    const app = await startApp({
      env: { DATABASE_URL: `sqlite:${path}`, DATA_DIR: moved(), JWT_SECRET_KEY: SECRET },
    });
    await expectTheSame(app);
    await app.stop();
  });
});
