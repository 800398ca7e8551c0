import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import yauzl from 'yauzl';
import type { Json } from '../../support/call.js';
import { registerUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { onDatabase } from '../stats/stats-calls.js';

describe.each(testDatabases())('GET /api/auth/me/export on %s', (database) => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startApp({ database });
  });
  afterAll(() => app.stop());

  const exported = async (token: string): Promise<Json[]> => {
    const response = await app.send('GET', '/api/auth/me/export', { token });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    const text = await response.text();
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Json);
  };

  it('gives everything of the account, its files too, and nothing of others', async () => {
    const user = await registerUser(app);
    const other = await registerUser(app);
    await app.call('POST', '/api/chat', { token: other.token, json: { message: 'the secret of somebody else' } });
    for (let i = 0; i < 3; i++)
      await app.call('POST', '/api/chat', { token: user.token, json: { message: `words to keep ${i}` } });
    const sessions = Array.from({ length: 600 }, (_, i) => ({
      title: `imported ${i}`,
      messages: [{ role: 'user', content: `said ${i}` }],
    }));
    await app.call('POST', '/api/session/import', { token: user.token, json: { sessions } });
    const bytes = Buffer.from('the bytes of a file ✓'.repeat(20_000));
    const body = new FormData();
    body.append('file', new Blob([bytes]), 'kept.txt');
    const { file } = (await app.call('POST', '/api/files', { token: user.token, body })).body;
    await app.call('POST', '/api/auth/keys', { token: user.token, json: { name: 'a key' } });

    const lines = await exported(user.token);
    expect(lines[0]).toMatchObject({ type: 'header', format: 'rai-chat-account', version: 1 });
    const rows = lines.filter(({ type }) => type === 'row');
    expect(lines.at(-1)).toEqual({ type: 'end', rows: rows.length, files: 1 });
    const of = (table: string) => rows.filter((line) => line.table === table).map(({ row }) => row);
    expect(of('users')).toEqual([expect.objectContaining({ id: user.id, username: user.username })]);
    expect(of('sessions')).toHaveLength(603);
    expect(of('messages')).toHaveLength(606);
    expect(new Set(of('messages').map(({ id }) => id)).size).toBe(606);
    expect(of('usage_records')).toHaveLength(3);
    expect(of('files')).toEqual([expect.objectContaining({ id: file.id, name: 'kept.txt' })]);
    const text = JSON.stringify(lines);
    expect(text).toContain('words to keep 2');
    for (const foreign of ['secret of somebody else', other.id, 'password_hash', 'key_hash', 'token_hash', '$argon2'])
      expect(text).not.toContain(foreign);
    const chunks = lines.filter(({ type, sha256 }) => type === 'chunk' && sha256 === file.sha256);
    const whole = Buffer.concat(chunks.map(({ base64 }) => Buffer.from(base64, 'base64')));
    expect(createHash('sha256').update(whole).digest('hex')).toBe(file.sha256);
  });

  it('gives the same as a zip of JSON and files', async () => {
    const user = await registerUser(app);
    const other = await registerUser(app);
    await app.call('POST', '/api/chat', { token: other.token, json: { message: 'the secret of somebody else' } });
    await app.call('POST', '/api/chat', { token: user.token, json: { message: 'words to keep' } });
    const sessions = Array.from({ length: 600 }, (_, i) => ({ title: `imported ${i}`, messages: [] }));
    await app.call('POST', '/api/session/import', { token: user.token, json: { sessions } });
    const bytes = Buffer.from('the bytes of a file ✓'.repeat(20_000));
    for (const name of ['kept.txt', '../../up ✓.txt']) {
      const body = new FormData();
      body.append('file', new Blob([bytes]), name);
      await app.call('POST', '/api/files', { token: user.token, body });
    }
    const response = await app.send('GET', '/api/auth/me/export?format=zip', { token: user.token });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
    const entries = await unzipped(Buffer.from(await response.arrayBuffer()));
    const json = (name: string) => JSON.parse(entries.get(name)!.toString()) as Json;
    expect(json('data/sessions.json')).toHaveLength(601);
    expect(json('data/messages.json')).toHaveLength(2);
    expect(json('data/users.json')).toEqual([expect.objectContaining({ id: user.id })]);
    const files = json('data/files.json') as unknown as { id: string; name: string }[];
    expect(files.map(({ name }) => name).sort()).toEqual(['kept.txt', 'up ✓.txt']);
    for (const { id, name } of files) expect(entries.get(`files/${id}/${name}`)!.equals(bytes)).toBe(true);
    const lines = await exported(user.token);
    const contents = json('contents.json');
    const rows = Object.values(contents.rows as Record<string, number>).reduce((sum, n) => sum + n, 0);
    expect([contents.files, rows]).toEqual([2, lines.filter(({ type }) => type === 'row').length]);
    const text = [...entries.values()].map(String).join();
    for (const foreign of ['secret of somebody else', other.id, 'password_hash', 'key_hash', '$argon2'])
      expect(text).not.toContain(foreign);
    expect((await app.call('GET', '/api/auth/me/export?format=rar', { token: user.token })).status).toBe(400);
  });

  it.each(['ndjson', 'zip'])('is whole, as %s, when files are deleted while it is read', async (format) => {
    const user = await registerUser(app);
    const ids: string[] = [];
    for (let i = 0; i < 24; i++) {
      const body = new FormData();
      body.append('file', new Blob([randomBytes(1_000_000)]), `short-lived ${i}.bin`);
      ids.push((await app.call('POST', '/api/files', { token: user.token, body })).body.file.id);
    }
    // More than the sockets hold: what nobody has read yet is not sent.
    const response = await app.send('GET', `/api/auth/me/export${format === 'zip' ? '?format=zip' : ''}`, {
      token: user.token,
    });
    for (const id of ids) await app.call('DELETE', `/api/files/${id}`, { token: user.token });
    const content = Buffer.from(await response.arrayBuffer());
    const count = (last: Json) => last.files as number;
    if (format === 'zip') {
      const contents = JSON.parse((await unzipped(content)).get('contents.json')!.toString()) as Json;
      expect(contents.gone.length + count(contents)).toBe(24);
      expect(contents.gone.length).toBeGreaterThan(0);
    } else {
      const last = JSON.parse(content.toString().trim().split('\n').at(-1)!) as Json;
      expect(last.type).toBe('end');
      expect(count(last)).toBeLessThan(24);
    }
  });

  it('costs no memory by the size of the account, and lets go of what somebody leaves half read', async () => {
    const user = await registerUser(app);
    for (let i = 0; i < 12; i++) {
      const body = new FormData();
      body.append('file', new Blob([randomBytes(8_000_000)]), `large ${i}.bin`);
      expect((await app.call('POST', '/api/files', { token: user.token, body })).status).toBe(201);
    }
    const open = () => app.pids.flatMap(openFiles).filter((path) => path.startsWith(join(app.dataDir, 'files'))).length;
    const before = app.pids.map(residentBytes);
    const leaving = new AbortController();
    const path = `${app.url}/api/auth/me/export?format=zip`;
    const options = { headers: { authorization: `Bearer ${user.token}` }, signal: leaving.signal };
    const readers = await Promise.all(Array.from({ length: 8 }, () => fetch(path, options)));
    await Promise.all(readers.map(({ body }) => body!.getReader().read()));
    await new Promise((resume) => setTimeout(resume, 1500));
    // Nobody reads on: of 8 times 96 MB next to nothing may be held.
    expect(app.pids.map((pid, i) => residentBytes(pid) - before[i]! < 150_000_000)).toEqual(app.pids.map(() => true));
    expect(open()).toBeGreaterThan(0);
    leaving.abort();
    for (let waited = 0; waited < 5000 && open() > 0; waited += 50)
      await new Promise((resume) => setTimeout(resume, 50));
    expect(open()).toBe(0);
  });

  it.each(['ndjson', 'zip'])('holds little of long messages, as %s, whoever reads nothing', async (format) => {
    const user = await registerUser(app);
    const messages = Array.from({ length: 200 }, (_, i) => ({ role: 'user', content: `${i}` }));
    const json = { sessions: [{ messages }] };
    const { sessions } = (await app.call('POST', '/api/session/import', { token: user.token, json })).body;
    const more = 'x'.repeat(1_500_000);
    await onDatabase(app, `UPDATE messages SET content = content || '${more}' WHERE session_id = '${sessions[0].id}'`);
    const before = app.pids.map(residentBytes);
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${user.token}` };
    const path = `${app.url}/api/auth/me/export?format=${format}`;
    const response = await fetch(path, { headers, signal: leaving.signal });
    await response.body!.getReader().read();
    await new Promise((resume) => setTimeout(resume, 2000));
    expect(app.pids.map((pid, i) => residentBytes(pid) - before[i]! < 150_000_000)).toEqual(app.pids.map(() => true));
    leaving.abort();
    const lines = format === 'zip' ? [] : await exported(user.token);
    const of = lines.filter(({ table }) => table === 'messages').map(({ row }) => row.content as string);
    if (format === 'ndjson') expect(new Set(of)).toEqual(new Set(messages.map(({ content }) => content + more)));
  });

  it('is not for API keys', async () => {
    const user = await registerUser(app);
    const { key } = (await app.call('POST', '/api/auth/keys', { token: user.token, json: { name: 'k' } })).body;
    expect((await app.call('GET', '/api/auth/me/export', { token: key })).status).toBe(403);
    expect((await app.call('GET', '/api/auth/me/export')).status).toBe(401);
  });
});

describe.each(testDatabases())('GET /api/auth/me/export while an answer is written, on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
  });
  afterAll(() => chat.stop());

  it('has what is saved of it', async () => {
    const tokens = ['The answer ', 'so far'];
    chat.model.play({ tokens: [...tokens, ' is never', ' whole'], fault: { kind: 'stall', at: 3 } });
    const turn = await chat.stream({ message: 'say it at length', memory: false });
    const { session_id, message_id, turn_id } = await turn.start();
    await waitUntil('a part is saved', 10_000, async () => {
      const [, answer] = await chat.messages(session_id);
      return answer!.content === tokens.join('') || undefined;
    });
    const text = await (await chat.app.send('GET', '/api/auth/me/export', { token: chat.user.token })).text();
    const rows = text.split('\n').filter((line) => line.includes(`"id":"${message_id}"`));
    expect(rows.map((line) => JSON.parse(line).row)).toEqual([
      expect.objectContaining({ id: message_id, state: 'running', content: tokens.join('') }),
    ]);
    await chat.call('POST', `/api/chat/turns/${turn_id}/stop`);
    await turn.leave();
  });
});

function openFiles(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      // Closed meanwhile.
      return [];
    }
  });
}

function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
}

/** What is in a zip, by name. */
function unzipped(bytes: Buffer): Promise<Map<string, Buffer>> {
  const entries = new Map<string, Buffer>();
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('error', reject);
      zip.on('end', () => resolve(entries));
      zip.on('entry', (entry: yauzl.Entry) => {
        zip.openReadStream(entry, (failed, stream) => {
          if (failed) return reject(failed);
          const pieces: Buffer[] = [];
          stream.on('data', (piece: Buffer) => pieces.push(piece));
          stream.on('end', () => {
            entries.set(entry.fileName, Buffer.concat(pieces));
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
}
