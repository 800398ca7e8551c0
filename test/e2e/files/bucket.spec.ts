import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { S3Front } from '../../support/s3-front.js';
import { S3Server } from '../../support/s3-server.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';

describe.each(testDatabases())('files in a bucket on %s', (database) => {
  let s3: S3Server;
  let front: S3Front;
  let app: RunningApp;
  let user: TestUser;
  beforeAll(async () => {
    s3 = await S3Server.start();
    front = await S3Front.before(s3.port);
    app = await startApp({ database, env: { ...s3.env, S3_ENDPOINT: front.url } });
    user = await registerUser(app);
  });
  afterAll(async () => {
    await app.stop();
    await front.close();
    await s3.stop();
  });

  const upload = (bytes: Buffer, name = 'note.txt', token = user.token) => {
    const form = new FormData();
    form.append('file', new Blob([bytes]), name);
    return app.call('POST', '/api/files', { token, body: form });
  };
  const objects = () =>
    readdirSync(s3.folder, { recursive: true })
      .map(String)
      .filter((path) => path.endsWith('_object') && statSync(join(s3.folder, path)).isFile());

  it('keeps, gives back, exports and deletes what is uploaded, and nothing of it lies in DATA_DIR', async () => {
    const bytes = Buffer.from('a note that lives in a bucket');
    const { status, body } = await upload(bytes);
    expect(status).toBe(201);
    const { id } = body.file;
    const response = await app.send('GET', `/api/files/${id}/content`, { token: user.token });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
    expect(objects()).toHaveLength(1);
    expect(objects()[0]).toContain(user.id);
    expect(readdirSync(app.dataDir)).not.toContain('files');
    const exported = await app.send('GET', '/api/auth/me/export', { token: user.token });
    expect(await exported.text()).toContain(bytes.toString('base64'));
    expect((await app.call('DELETE', `/api/files/${id}`, { token: user.token })).status).toBeLessThan(300);
    expect(objects()).toEqual([]);
  });

  it('answers a download whose bytes do not come as what it is, and cuts one that has begun', async () => {
    const { body } = await upload(Buffer.alloc(200_000, 'x'));
    const path = `/api/files/${body.file.id}/content`;
    front.fault = { cut: 0 };
    const refused = await app.call('GET', path, { token: user.token });
    expect([refused.status, refused.body.code]).toEqual([503, 'storage_unavailable']);
    expect(refused.headers.get('content-disposition')).toBeNull();
    front.fault = { cut: 1000 };
    const begun = await app.send('GET', path, { token: user.token });
    await expect(begun.arrayBuffer()).rejects.toThrow();
    front.fault = undefined;
    expect((await app.send('GET', path, { token: user.token })).status).toBe(200);
    await app.call('DELETE', `/api/files/${body.file.id}`, { token: user.token });
  });

  it.each([
    // The client of the bucket asks a few times by itself before it gives up.
    [{ status: 503 }, 8],
    [{ cut: 5 }, 1],
  ])('reads a document when the bucket is back: %j', async (fault, times) => {
    const form = new FormData();
    form.append('file', new Blob(['The spare key hangs behind the clock.']), 'key.txt');
    const sent = await app.call('POST', '/api/rag/documents?wait=30', { token: user.token, body: form });
    const { id } = sent.body.document;
    const at = (path: string, method = 'GET') =>
      app.call(method, `/api/rag/documents/${id}${path}`, { token: user.token });
    front.failed = 0;
    front.fault = fault;
    await at('/reindex', 'POST');
    const isOver = async () => (await at('')).body.document.state === 'failed';
    await waitUntil(
      'the bucket has failed',
      20_000,
      async () => front.failed >= times || (await isOver()) || undefined,
    );
    front.fault = undefined;
    const ended = await waitUntil('it is read or given up', 30_000, async () => {
      const { document } = (await at('')).body;
      return ['ready', 'failed'].includes(document.state) ? document : undefined;
    });
    expect(ended).toMatchObject({ state: 'ready', chunks: 1 });
    await at('', 'DELETE');
  });

  it('is swept when an account goes', async () => {
    const leaving = await registerUser(app);
    await upload(Buffer.from('soon gone'), 'gone.txt', leaving.token);
    expect(objects()).toHaveLength(1);
    const json = { password: leaving.password };
    await app.call('DELETE', '/api/auth/me', { token: leaving.token, json });
    await waitUntil('its bytes are gone', 5000, async () => (objects().length === 0 ? true : undefined));
  });

  it('says in readiness whether the bucket can be reached, and answers typed where it cannot', async () => {
    const ready = await app.call('GET', '/health/ready');
    expect([ready.status, ready.body.checks.files]).toEqual([200, { ok: true }]);
    await s3.stop();
    const gone = await app.call('GET', '/health/ready');
    expect([gone.status, gone.body.checks.files.ok]).toEqual([200, false]);
    const refused = await upload(Buffer.from('x'));
    expect([refused.status, refused.body.code]).toEqual([503, 'storage_unavailable']);
    expect((await app.call('GET', '/api/session', { token: user.token })).status).toBe(200);
  });
});
