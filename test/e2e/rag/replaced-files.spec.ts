import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';

const QUOTA = 10_000;

describe.each(testDatabases())('the files of replaced documents on %s', (database) => {
  let app: RunningApp;
  let user: TestUser;

  const ask = (method: string, path: string, options = {}) => app.call(method, path, { token: user.token, ...options });
  const put = async (content: string, externalId: string) => {
    const form = new FormData();
    form.set('file', new Blob([content]), 'notes.txt');
    form.set('external_id', externalId);
    const { status, body } = await ask('POST', '/api/rag/documents?wait=30', { body: form });
    expect([status, body.code]).toEqual([202, undefined]);
    return body.document;
  };
  const files = async () => (await ask('GET', '/api/files')).body.data as { id: string; bytes: number }[];
  const contentOf = async (id: string) => (await ask('GET', `/api/rag/documents/${id}/file`)).body;
  /** Of everybody, by the length of their names: hashes. */
  const stored = () =>
    readdirSync(join(app.dataDir, 'files'), { recursive: true })
      .map(String)
      .filter((path) => path.startsWith(user.id) && /[0-9a-f]{62,}$/.test(path));

  beforeAll(async () => {
    app = await startApp({ database, env: { FILE_QUOTA_BYTES: String(QUOTA) } });
  });
  beforeEach(async () => {
    user = await registerUser(app);
  });
  afterAll(() => app?.stop());

  it('go with what replaces them, and with the document', async () => {
    const { id } = await put('First came the quokkas.', 'animals');
    expect(stored()).toHaveLength(1);
    const second = 'Then came the numbats, and stayed.';
    expect(await put(second, 'animals')).toMatchObject({ id, state: 'ready' });
    expect(await files()).toMatchObject([{ bytes: second.length }]);
    expect(stored()).toHaveLength(1);
    expect(await contentOf(id)).toBe(second);
    await ask('DELETE', `/api/rag/documents/${id}`);
    expect(await files()).toEqual([]);
    expect(stored()).toEqual([]);
  });

  it('do not fill the quota', async () => {
    for (let i = 0; i < 5; i++) await put(`Edition ${i}. ${'word '.repeat(600)}`, 'paper');
    expect(await files()).toHaveLength(1);
  });

  it('go where a text takes their place, one by one or in a stream', async () => {
    await put('A letter about herons.', 'letter');
    await put('A note about egrets.', 'note');
    await ask('POST', '/api/rag/documents', { json: { text: 'A letter about storks.', external_id: 'letter' } });
    expect(await files()).toHaveLength(1);
    const line = JSON.stringify({ text: 'A note about cranes.', external_id: 'note' });
    const headers = { 'content-type': 'application/x-ndjson' };
    await ask('POST', '/api/rag/documents/bulk', { body: `${line}\n${line}`, headers });
    expect(await files()).toEqual([]);
    expect(stored()).toEqual([]);
  });

  it('leave other documents the bytes they share', async () => {
    const kept = await put('The same words in both.', 'a');
    await put('The same words in both.', 'b');
    await put('Other words in one.', 'b');
    expect(await files()).toHaveLength(2);
    expect(await contentOf(kept.id)).toBe('The same words in both.');
  });

  it('keep their bytes where a failed document is sent again as it was', async () => {
    const { id } = await put(' \n ', 'empty');
    expect(await put(' \n ', 'empty')).toMatchObject({ id, state: 'failed', code: 'no_text' });
    expect(await files()).toHaveLength(1);
    expect(await contentOf(id)).toBe(' \n ');
  });

  it('come back where they were deleted by themselves and are sent again', async () => {
    const content = 'The roof of the observatory opens at nine.';
    const { id } = await put(content, 'roof');
    for (const { id: fileId } of await files()) await ask('DELETE', `/api/files/${fileId}`);
    expect((await ask('GET', `/api/rag/documents/${id}/file`)).status).toBe(404);
    expect(await put(content, 'roof')).toMatchObject({ id, existing: true });
    expect(await contentOf(id)).toBe(content);
    await ask('DELETE', `/api/rag/documents/${id}`);
    expect([await files(), stored()]).toEqual([[], []]);
  });

  it('count once for an account without room: what it has is recognised, and may be replaced', async () => {
    const full = 'word '.repeat((QUOTA - 100) / 5);
    const { id } = await put(full, 'full');
    expect(await put(full, 'full')).toMatchObject({ id, existing: true });
    expect(await put(`${full}more`, 'full')).toMatchObject({ id, state: 'ready' });
    expect(await files()).toHaveLength(1);
  });
});
