import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';

const LIMIT = 20_000;
const QUOTA = 50_000;
const ABSENT = '01a1fbcb-79bd-70f4-8928-9876820e05de';

describe.each(testDatabases())('files on %s', (database) => {
  let app: RunningApp;
  let user: TestUser;
  let other: TestUser;

  const upload = (whose: TestUser, content: string | Uint8Array<ArrayBuffer>, name = 'notes.txt', field = 'file') => {
    const form = new FormData();
    form.set(field, new Blob([content]), name);
    return app.call('POST', '/api/files', { token: whose.token, body: form });
  };

  beforeAll(async () => {
    const env = { FILE_LIMIT_BYTES: String(LIMIT), FILE_QUOTA_BYTES: String(QUOTA) };
    app = await startApp({ database, env });
    user = await registerUser(app);
    other = await registerUser(app);
  });
  afterAll(() => app?.stop());

  it('keeps a file and gives it back as an attachment in a sandbox', async () => {
    const { status, body } = await upload(user, '# Hällo\n', '../../etc/Größe "x".md');
    expect(status).toBe(201);
    expect(body.file).toMatchObject({ name: 'Größe "x".md', mime: 'text/markdown', bytes: 9 });
    expect(body.file.sha256).toMatch(/^[0-9a-f]{64}$/);
    const one = await app.call('GET', `/api/files/${body.file.id}`, { token: user.token });
    expect(one).toMatchObject({ status: 200, body: { status: 'success', file: body.file } });
    const content = await app.call('GET', `/api/files/${body.file.id}/content`, { token: user.token });
    expect(content).toMatchObject({ status: 200, body: '# Hällo\n' });
    expect(content.headers.get('content-disposition')).toBe(
      `attachment; filename="Gr__e _x_.md"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%22x%22.md`,
    );
    expect(content.headers.get('x-content-type-options')).toBe('nosniff');
    expect(content.headers.get('content-security-policy')).toContain('sandbox');
  });

  it.each(['picture.svg', 'page.html'])('gives %s back as an attachment too, and never to be shown', async (name) => {
    const text = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    const { body } = await upload(user, text, name);
    const { headers } = await app.call('GET', `/api/files/${body.file.id}/content`, { token: user.token });
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${name}"; filename*=UTF-8''${name}`);
    expect(headers.get('content-security-policy')).toContain('sandbox');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('believes the content, not the name', async () => {
    const png = Uint8Array.from(
      Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex'),
    );
    expect((await upload(user, png, 'harmless.txt')).body.file.mime).toBe('image/png');
    expect((await upload(user, '<!doctype html><script>1</script>', 'a.txt')).body.file.mime).toBe('text/html');
  });

  it('lists page by page, newest first', async () => {
    const owner = await registerUser(app);
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await upload(owner, `file ${i}`)).body.file.id as string);
    const seen: string[] = [];
    let cursor = '';
    do {
      const query = `limit=2${cursor && `&cursor=${cursor}`}`;
      const { body } = await app.call('GET', `/api/files?${query}`, { token: owner.token });
      seen.push(...body.data.map((file: { id: string }) => file.id));
      cursor = body.next_cursor ?? '';
      expect(body.has_more).toBe(cursor !== '');
    } while (cursor);
    expect(seen).toEqual(ids);
  });

  it('keeps equal bytes once and drops them with the last file', async () => {
    const owner = await registerUser(app);
    const [first, second] = [await upload(owner, 'the same', 'a.txt'), await upload(owner, 'the same', 'b.txt')];
    expect(first.body.file.sha256).toBe(second.body.file.sha256);
    const gone = await app.call('DELETE', `/api/files/${first.body.file.id}`, { token: owner.token });
    expect(gone).toMatchObject({ status: 200, body: { status: 'success' } });
    const left = await app.call('GET', `/api/files/${second.body.file.id}/content`, { token: owner.token });
    expect(left.body).toBe('the same');
    await app.call('DELETE', `/api/files/${second.body.file.id}`, { token: owner.token });
    const absent = await app.call('GET', `/api/files/${second.body.file.id}/content`, { token: owner.token });
    expect(absent).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('keeps the quota exactly, also under fifty uploads at once', async () => {
    const owner = await registerUser(app);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => upload(owner, String.fromCharCode(33 + i).repeat(4999))),
    );
    const kept = answers.filter(({ status }) => status === 201);
    expect(kept).toHaveLength(Math.floor(QUOTA / 4999));
    for (const answer of answers) if (answer.status !== 201) expect(answer.body.code).toBe('quota_exceeded');
  });

  it('refuses what is too large, broken, missing or of another kind', async () => {
    expect(await upload(user, 'x'.repeat(LIMIT + 1))).toMatchObject({
      status: 413,
      body: { code: 'payload_too_large' },
    });
    expect(await upload(user, 'x', 'a', 'image')).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const cut = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf';
    const broken = await app.call('POST', '/api/files', { token: user.token, headers, body: cut });
    expect(broken).toMatchObject({ status: 400, body: { code: 'invalid_multipart' } });
    const json = await app.call('POST', '/api/files', { token: user.token, json: {} });
    expect(json).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    const empty = await app.call('POST', '/api/files', { token: user.token, headers, body: '--b--\r\n' });
    expect(empty).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect((await app.call('POST', '/api/files', { headers, body: '--b--\r\n' })).status).toBe(401);
  });

  it('answers a stranger as if there were nothing', async () => {
    const { id } = (await upload(user, 'mine')).body.file;
    for (const path of [`/api/files/${id}`, `/api/files/${id}/content`]) {
      const foreign = await app.call('GET', path, { token: other.token });
      const absent = await app.call('GET', path.replace(id, ABSENT), { token: other.token });
      const odd = await app.call('GET', path.replace(id, 'x'), { token: other.token });
      for (const { status, body } of [foreign, absent, odd]) expect([status, body.code]).toEqual([404, 'not_found']);
    }
    expect((await app.call('DELETE', `/api/files/${id}`, { token: other.token })).status).toBe(404);
    expect((await app.call('GET', `/api/files/${id}`, { token: user.token })).status).toBe(200);
    expect((await app.call('GET', '/api/files?cursor=x', { token: user.token })).body.code).toBe('invalid_cursor');
  });
});
