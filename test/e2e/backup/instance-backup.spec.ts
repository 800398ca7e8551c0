import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rai } from '../../support/rai-cli.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';

describe.each(testDatabases())('backup on %s', (database) => {
  let app: RunningApp;
  let admin: TestUser;
  let folder: string;
  const env = () => ({ DATA_DIR: app.dataDir, DATABASE_URL: app.databaseUrl });
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rai-backup-'));
    app = await startApp({ database });
    admin = await registerUser(app);
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const upload = async (text: string): Promise<string> => {
    const body = new FormData();
    body.append('file', new Blob([text]), 'file.txt');
    return (await app.call('POST', '/api/files', { token: admin.token, body })).body.file.id as string;
  };

  it('says what pg_dump has to do, or copies the database', async () => {
    await upload('some bytes');
    const { code, text } = await rai(env(), folder, 'backup', join(folder, 'first.backup'));
    expect([code, text.includes('pg_dump')]).toEqual([0, database === 'postgres']);
    expect(statSync(join(folder, 'first.backup')).mode & 0o077).toBe(0);
    const again = await rai(env(), folder, 'backup', join(folder, 'first.backup'));
    expect([again.code, again.text]).toEqual([1, expect.stringMatching(/^[^\n]*exists already[^\n]*\n$/)]);
  });

  it('is made for administrators, while the server answers', async () => {
    const user = await registerUser(app);
    expect((await app.call('POST', '/api/admin/backup', { token: user.token })).status).toBe(403);
    const { status, body } = await app.call('POST', '/api/admin/backup', { token: admin.token });
    expect([status, body.backup.database]).toEqual([201, database === 'sqlite']);
    expect(readdirSync(join(app.dataDir, 'backups'))).toEqual([body.backup.name]);
    expect(body.backup.bytes).toBe(statSync(join(app.dataDir, 'backups', body.backup.name)).size);
    const { body: log } = await app.call('GET', '/api/admin/audit?limit=1', { token: admin.token });
    expect(log.data[0]).toMatchObject({ action: 'backup.made', target: body.backup.name, actor_id: admin.id });
  });

  it('refuses what is no backup', async () => {
    const { code, text } = await rai({ DATA_DIR: join(folder, 'none') }, folder, 'restore', resolve('package.json'));
    expect([code, text]).toEqual([1, expect.stringContaining('is not a sound backup')]);
    expect(existsSync(join(folder, 'none', 'rai.sqlite'))).toBe(false);
  });
});

describe('a backup that finds no room', () => {
  it('is a typed error, and nothing of it stays', async () => {
    const app = await startApp({ env: { NODE_OPTIONS: `--import ${resolve('test/support/full-disk.mjs')}` } });
    const admin = await registerUser(app);
    const { status, body } = await app.call('POST', '/api/admin/backup', { token: admin.token });
    expect([status, body.code]).toEqual([507, 'storage_full']);
    expect(readdirSync(join(app.dataDir, 'backups'))).toEqual([]);
    expect((await app.call('POST', '/api/admin/backup', { token: admin.token })).status).toBe(507);
    await app.stop();
  });
});

describe('a backup taken under load', () => {
  it('restores to a working instance with every row acknowledged before it began', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rai-restore-'));
    const app = await startApp();
    const user = await registerUser(app);
    const acknowledged: string[] = [];
    const files: string[] = [];
    const over = new AbortController();
    const writer = async (n: number) => {
      for (let i = 0; !over.signal.aborted; i++) {
        const json = { message: `message ${n}-${i}` };
        const { status, body } = await app.call('POST', '/api/chat', { token: user.token, json });
        expect(status).toBe(200);
        acknowledged.push(body.user_message_id, body.message_id);
        const form = new FormData();
        form.append('file', new Blob([`file ${n}-${i}`]), 'f.txt');
        files.push((await app.call('POST', '/api/files', { token: user.token, body: form })).body.file.id);
      }
    };
    const writers = Array.from({ length: 8 }, (_, n) => writer(n));
    while (acknowledged.length < 200) await new Promise((resume) => setTimeout(resume, 20));
    const before = { messages: [...acknowledged], files: [...files] };
    const path = join(folder, 'load.backup');
    const made = await rai({ DATA_DIR: app.dataDir }, folder, 'backup', path);
    expect(made).toMatchObject({ code: 0 });
    expect(acknowledged.length).toBeGreaterThan(before.messages.length);
    over.abort();
    await Promise.all(writers);
    const running = await rai({ DATA_DIR: app.dataDir }, folder, 'restore', path, '--force');
    expect([running.code, running.text]).toEqual([1, expect.stringContaining('another server is running')]);
    await app.stop();

    const target = await startApp();
    const { username, password } = user;
    await target.terminate();
    const kept = await rai({ DATA_DIR: target.dataDir }, folder, 'restore', path);
    expect([kept.code, kept.text]).toEqual([1, expect.stringContaining('--force')]);
    const restored = await rai({ DATA_DIR: target.dataDir }, folder, 'restore', path, '--force');
    expect(restored).toMatchObject({ code: 0, text: expect.stringContaining('before-restore') });
    await target.restart();
    const login = await target.call('POST', '/api/auth/login', { json: { username, password } });
    expect(login.status).toBe(200);
    const token = login.body.access_token as string;
    const export_ = await (await target.send('GET', '/api/auth/me/export', { token })).text();
    const lines = export_
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const there = new Set(lines.filter(({ table }) => table === 'messages').map(({ row }) => row.id));
    expect(before.messages.filter((id) => !there.has(id))).toEqual([]);
    for (const id of before.files.slice(-20))
      expect((await target.send('GET', `/api/files/${id}/content`, { token })).status).toBe(200);
    expect((await target.call('POST', '/api/chat', { token, json: { message: 'still here?' } })).status).toBe(200);
    await target.stop();
    rmSync(folder, { recursive: true, force: true });
  });
});
