import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { PageServer } from './page-server.js';

describe.each(testDatabases())('pages and watched sources on %s', (database) => {
  const site = new PageServer();
  const root = mkdtempSync(join(tmpdir(), 'rai-sources-'));
  let app: RunningApp;
  let admin: TestUser;

  beforeAll(async () => {
    await site.listen();
    const env = { OUTBOUND_ALLOW: '127.0.0.1', OUTBOUND_PORTS: `80,${site.port}`, SOURCES_ROOT: root };
    app = await startApp({ database, env });
    admin = await registerUser(app);
  });
  afterAll(async () => {
    site.close();
    await app?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  const ask = (method: string, path: string, json?: unknown, user = admin, headers = {}) =>
    app.call(method, `/api/rag${path}`, { token: user.token, json, headers });
  const found = async (query: string, user = admin): Promise<string[]> =>
    (await ask('POST', '/search', { query }, user)).body.results.map(({ text }: { text: string }) => text);
  const ended = async (jobId: string) => {
    for (;;) {
      const { job } = (await ask('GET', `/jobs/${jobId}`)).body;
      if (job.finished_at) return job;
      await new Promise((resume) => setTimeout(resume, 25));
    }
  };
  const settled = async () => {
    for (;;) {
      const { data } = (await ask('GET', '/documents?limit=100')).body;
      if (data.every(({ state }: { state: string }) => state === 'ready' || state === 'failed')) return data;
      await new Promise((resume) => setTimeout(resume, 25));
    }
  };

  it('reads a page by its URL, keeps the URL and the title, and reads it again by reindex', async () => {
    const user = await registerUser(app);
    site.put('/lamp', 'The harbour lamp', '<p>The harbour lamp was lit by Rosalind Quay in 1874.</p>');
    const url = site.url('/lamp');
    const { status, body } = await ask('POST', '/documents?wait=30', { url }, user);
    expect([status, body.document]).toMatchObject([
      202,
      { state: 'ready', title: 'The harbour lamp', source_url: url, mime: 'text/html', chunks: 1 },
    ]);
    expect(await found('who lit the harbour lamp', user)).toEqual([
      '# The harbour lamp\n\nThe harbour lamp was lit by Rosalind Quay in 1874.',
    ]);
    const again = await ask('POST', '/documents?wait=30', { url }, user);
    expect(again.body.document).toMatchObject({ id: body.document.id, existing: true });
    site.put('/lamp', 'The lamp today', '<p>The lamp is electric now and is switched by a clock.</p>');
    const reindexed = await ask('POST', `/documents/${body.document.id}/reindex?wait=30`, undefined, user);
    expect(reindexed.body.document).toMatchObject({ state: 'ready', title: 'The lamp today' });
    expect(await found('Rosalind Quay', user)).toEqual([]);
    expect(await found('is the lamp electric', user)).toHaveLength(1);
  });

  it('makes one document of one Idempotency-Key', async () => {
    site.put('/once', 'Once', '<p>Only once is this page taken in.</p>');
    const user = await registerUser(app);
    const send = () => ask('POST', '/documents', { url: site.url('/once') }, user, { 'idempotency-key': 'page' });
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    expect(new Set(answers.map(({ body }) => body.document.id)).size).toBe(1);
  });

  it('tries again after a fault that passes, and says why a page cannot be read', async () => {
    const user = await registerUser(app);
    site.put('/shaky', 'Shaky', '<p>The bridge is shaky but it holds.</p>');
    site.faults = [503];
    const shaky = await ask('POST', '/documents?wait=30', { url: site.url('/shaky') }, user);
    expect(shaky.body.document.state).toBe('ready');
    const absent = await ask('POST', '/documents?wait=30', { url: site.url('/absent') }, user);
    expect(absent.body.document).toMatchObject({ state: 'failed', code: 'fetch_failed' });
    const refused = await ask('POST', '/documents?wait=30', { url: 'http://[::1]:80/' }, user);
    expect(refused).toMatchObject({ status: 422, body: { code: 'outbound_blocked' } });
    const name = await ask('POST', '/documents?wait=30', { url: 'http://localhost:80/' }, user);
    expect(name.body.document).toMatchObject({
      state: 'failed',
      code: expect.stringMatching(/outbound_blocked|fetch_failed/),
    });
  });

  it('watches a page: unchanged is not read again, changed is, gone is removed', async () => {
    site.put('/news', 'News', '<p>The regatta begins on the third of June.</p>');
    const { status, body } = await ask('POST', '/sources', { url: site.url('/news'), interval_seconds: 3600 });
    expect([status, body.source]).toMatchObject([201, { kind: 'url', location: site.url('/news'), paused: false }]);
    const { id } = body.source;
    const refresh = async () => ended((await ask('POST', `/sources/${id}/refresh`)).body.job_id);
    await ended(body.job_id);
    await settled();
    expect(await found('when does the regatta begin')).toHaveLength(1);

    site.answered.length = 0;
    await refresh();
    expect(site.answered).toEqual(['/news 304']);

    site.put('/news', 'News', '<p>The regatta begins on the ninth of August.</p>');
    await refresh();
    await settled();
    expect((await found('when does the regatta begin'))[0]).toContain('ninth of August');

    site.remove('/news');
    await refresh();
    expect(await found('when does the regatta begin')).toEqual([]);
    const source = (await ask('GET', `/sources/${id}`)).body.source;
    expect(source).toMatchObject({ code: 'fetch_failed', checked_at: expect.any(String) });
    expect((await ask('DELETE', `/sources/${id}`)).status).toBe(200);
  });

  it('watches a folder: new, changed and vanished files, nothing outside of it', async () => {
    const folder = join(root, 'handbook');
    mkdirSync(join(folder, 'rooms'), { recursive: true });
    writeFileSync(join(folder, 'rules.md'), '# Rules\n\nShoes are left at the blue door.');
    writeFileSync(join(folder, 'rooms', 'attic.txt'), 'The attic holds the spare lanterns.');
    writeFileSync(join(folder, 'picture.bin'), Buffer.from([0, 1, 2, 3, 0, 255]));
    const outside = join(mkdtempSync(join(tmpdir(), 'rai-outside-')), 'secret.txt');
    writeFileSync(outside, 'The combination of the safe is forty one.');
    symlinkSync(outside, join(folder, 'link.txt'));

    const { body } = await ask('POST', '/sources', { folder: 'handbook' });
    const { id } = body.source;
    const refresh = async () => {
      const job = await ended((await ask('POST', `/sources/${id}/refresh`)).body.job_id);
      await settled();
      return job;
    };
    expect(await ended(body.job_id)).toMatchObject({ state: 'done', done: 3 });
    await settled();
    expect(await found('where are shoes left')).toHaveLength(1);
    expect(await found('spare lanterns')).toHaveLength(1);
    expect(await found('combination of the safe')).toEqual([]);

    expect(await refresh()).toMatchObject({ state: 'done', done: 1 });
    // Read once more when it is only touched, and not again.
    utimesSync(join(folder, 'rules.md'), new Date(), new Date(Date.now() + 2000));
    expect(await refresh()).toMatchObject({ state: 'done', done: 2 });
    expect(await refresh()).toMatchObject({ state: 'done', done: 1 });
    writeFileSync(join(folder, 'rules.md'), '# Rules\n\nShoes are left at the green gate.');
    utimesSync(join(folder, 'rules.md'), new Date(), new Date(Date.now() + 5000));
    rmSync(join(folder, 'rooms'), { recursive: true });
    await refresh();
    expect((await found('where are shoes left'))[0]).toContain('green gate');
    expect(await found('spare lanterns')).toEqual([]);

    expect((await ask('DELETE', `/sources/${id}`)).status).toBe(200);
    expect(await found('where are shoes left')).toEqual([]);
    expect(await ask('GET', `/sources/${id}`)).toMatchObject({ status: 404 });
  });

  it('lets administrators watch, and only below the root', async () => {
    const stranger = await registerUser(app);
    expect(stranger.role).toBe('user');
    for (const [method, path, json] of [
      ['GET', '/sources', undefined],
      ['POST', '/sources', { url: 'https://example.org/' }],
    ] as const) {
      expect(await ask(method, path, json, stranger)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    const refused = async (json: unknown) => (await ask('POST', '/sources', json)).body.code;
    for (const folder of ['..', '../', '/etc', 'handbook/../..', 'absent', 'handbook/rules.md', 'a\0b']) {
      expect([folder, await refused({ folder })]).toEqual([folder, 'validation_failed']);
    }
    symlinkSync('/etc', join(root, 'etc'));
    expect(await refused({ folder: 'etc' })).toBe('validation_failed');
    expect(await refused({})).toBe('validation_failed');
    expect(await refused({ url: 'http://169.254.169.254/' })).toBe('outbound_blocked');
    expect(await refused({ url: 'https://example.org/', interval_seconds: 5 })).toBe('validation_failed');
  });

  it('keeps what is listed, changed and paused', async () => {
    const { body } = await ask('POST', '/sources', { url: site.url('/absent') });
    const { id } = body.source;
    await ended(body.job_id);
    expect((await ask('GET', '/sources')).body.data.map((one: { id: string }) => one.id)).toContain(id);
    const changed = await ask('PATCH', `/sources/${id}`, { paused: true, interval_seconds: 120 });
    expect(changed.body.source).toMatchObject({ paused: true, interval_seconds: 120, code: 'fetch_failed' });
    expect((await ask('DELETE', `/sources/${id}`)).status).toBe(200);
  });
});
