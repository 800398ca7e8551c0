import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';

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

  it('is not for API keys', async () => {
    const user = await registerUser(app);
    const { key } = (await app.call('POST', '/api/auth/keys', { token: user.token, json: { name: 'k' } })).body;
    expect((await app.call('GET', '/api/auth/me/export', { token: key })).status).toBe(403);
    expect((await app.call('GET', '/api/auth/me/export')).status).toBe(401);
  });
});
