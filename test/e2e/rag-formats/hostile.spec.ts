import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { HOSTILE } from './hostile-files.js';
import { upload } from './upload.js';

const ABSENT = '01a1fbcb-79bd-70f4-8928-9876820e05de';

describe.each(testDatabases())('bad input on %s', (database) => {
  let app: RunningApp;
  let user: TestUser;

  beforeAll(async () => {
    app = await startApp({ database, env: { FILE_QUOTA_BYTES: String(200 * 1024 * 1024) } });
    user = await registerUser(app);
  });
  afterAll(() => app?.stop());

  const search = async (query: string, whose: TestUser) => {
    const { body } = await app.call('POST', '/api/rag/search', { token: whose.token, json: { query } });
    return body.results;
  };

  it.each(HOSTILE)('ends $name typed, alive and small meanwhile', async ({ name, make, end, growth = 150 }) => {
    const content = make();
    const alive = watch(app);
    const { status, body } = await upload(app, user, content, name);
    const { failures, grown } = await alive.stop();
    const { state, code, error } = body.document ?? {};
    expect([end].flat()).toContain(state === 'ready' ? 'ready' : (code ?? body.code));
    if (state !== 'ready') expect(error ?? body.error).toEqual(expect.any(String));
    expect(status).toBeLessThan(500);
    expect(failures).toBe(0);
    expect(grown).toBeLessThan(growth * 1024);
  });

  it('still reads what is good, and has not kept the memory', async () => {
    const { body } = await upload(app, user, Buffer.from('The well is forty feet deep.'), 'well.txt');
    expect(body.document.state).toBe('ready');
    expect(await search('how deep is the well', user)).not.toHaveLength(0);
    expect(app.logs()).not.toContain('unhandled');
  });

  it.each([
    ['x'.repeat(300) + '.txt'],
    ['../../../../etc/passwd'],
    ['..\\..\\windows\\win.ini'],
    ['/absolute/path.txt'],
    ['a\u202etxt.exe'],
    [' '],
    ['é'.repeat(200) + '.md'],
    ['"; filename="other.txt'],
  ])('takes a file called %j under a harmless name', async (name) => {
    const { status, body } = await upload(app, user, Buffer.from(`A note about ${name.length} things.`), name);
    expect([status, body.document?.state]).toEqual([202, 'ready']);
    expect(body.document.title).not.toMatch(/[/\\\u0000-\u001f\u202e]/);
    expect(body.document.title.length).toBeLessThanOrEqual(500);
  });

  it.each([['.'], ['con.txt\u0000.pdf']])('takes or refuses a file called %j, typed', async (name) => {
    const { status, body } = await upload(app, user, Buffer.from(`A note called ${name.length}.`), name);
    expect([202, 400]).toContain(status);
    expect(body.document?.state ?? body.code).toMatch(/^ready$|^invalid_multipart$|^validation_failed$/);
  });

  it('refuses broken multipart bodies', async () => {
    const boundary = 'limit';
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    const part = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello`;
    for (const body of ['', 'no parts at all', part, `${part}\r\n--${boundary}`, `--${boundary}\r\n\r\n`]) {
      const answer = await app.call('POST', '/api/rag/documents', { token: user.token, body, headers });
      expect([answer.status, answer.body.code]).toEqual([
        400,
        expect.stringMatching(/invalid_multipart|validation_failed/),
      ]);
    }
    const without = await app.call('POST', '/api/rag/documents', {
      token: user.token,
      body: part,
      headers: { 'content-type': 'multipart/form-data' },
    });
    expect(without).toMatchObject({ status: 400, body: { code: 'invalid_multipart' } });
  });

  it.each([
    ['', '\xfc'],
    ['; charset=klingon', 'u'],
    ['', 'a\0b'],
  ])('refuses a field%s that holds %j: two ids that cannot be told apart would be one', async (charset, id) => {
    const parts = [
      `Content-Disposition: form-data; name="external_id"\r\nContent-Type: text/plain${charset}\r\n\r\nid-${id}`,
      'Content-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nA note about gulls.',
    ];
    const body = Buffer.from(`${parts.map((part) => `--b\r\n${part}\r\n`).join('')}--b--\r\n`, 'latin1');
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const answer = await app.call('POST', '/api/rag/documents', { token: user.token, body, headers });
    expect(answer).toMatchObject({ status: 400, body: { details: [{ field: 'external_id' }] } });
  });

  it("refuses an unknown collection and somebody else's alike, and keeps no file", async () => {
    const stranger = await registerUser(app);
    const made = await app.call('POST', '/api/rag/collections', { token: user.token, json: { name: 'Mine' } });
    for (const id of [ABSENT, made.body.collection.id]) {
      const form = new FormData();
      form.set('collection_id', id);
      form.set('file', new Blob(['hello']), 'a.txt');
      const answer = await app.call('POST', '/api/rag/documents', { token: stranger.token, body: form });
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    expect((await app.call('GET', '/api/files', { token: stranger.token })).body.data).toEqual([]);
  });

  it('keeps to the quota under 50 parallel uploads', async () => {
    const owner = await registerUser(app);
    const size = 7 * 1024 * 1024;
    const form = (i: number) => {
      const body = new FormData();
      body.set('file', new Blob([`Upload ${i}. `, new Uint8Array(Buffer.alloc(size, ' '))]), `${i}.txt`);
      return body;
    };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        app.call('POST', '/api/rag/documents', { token: owner.token, body: form(i) }),
      ),
    );
    const accepted = answers.filter(({ status }) => status === 202);
    expect(accepted).toHaveLength(Math.floor((200 * 1024 * 1024) / (size + 10)));
    for (const { status, body } of answers.filter((answer) => answer.status !== 202)) {
      expect([status, body.code]).toEqual([429, 'quota_exceeded']);
    }
    expect((await app.call('GET', '/api/files?limit=100', { token: owner.token })).body.data).toHaveLength(
      accepted.length,
    );
  });
});

/** Asks /health/live all the while: how often it did not answer 200, and by how many kilobytes the process that grew most did. */
function watch(app: RunningApp): { stop(): Promise<{ failures: number; grown: number }> } {
  const { pids } = app;
  const before = pids.map(residentKilobytes);
  const growth = () => Math.max(...pids.map((pid, i) => residentKilobytes(pid) - before[i]!));
  let grown = 0;
  let running = true;
  let failures = 0;
  const asking = (async () => {
    while (running) {
      const { status } = await app.call('GET', '/health/live');
      if (status !== 200) failures++;
      grown = Math.max(grown, growth());
      await new Promise((resume) => setTimeout(resume, 15));
    }
  })();
  return {
    stop: async () => {
      running = false;
      await asking;
      return { failures, grown };
    },
  };
}

/** Zero where the system does not tell: only Linux has this file. */
function residentKilobytes(pid: number): number {
  const path = `/proc/${pid}/status`;
  return existsSync(path) ? Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(path, 'utf8'))?.[1] ?? 0) : 0;
}
