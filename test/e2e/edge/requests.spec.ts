import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';

let app: RunningApp;
let user: TestUser;
beforeAll(async () => {
  app = await startApp({ env: { CORS_ORIGINS: 'https://good.test', BODY_LIMIT_BYTES: '262144' } });
  user = await registerUser(app);
});
afterAll(() => app.stop());

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7/;
const json = (body: string | Buffer, path = '/api/session', headers: Record<string, string> = {}) =>
  app.call('POST', path, { token: user.token, body, headers: { 'content-type': 'application/json', ...headers } });

describe('errors', () => {
  it('have one shape', async () => {
    const { status, headers, body } = await app.call('GET', '/api/nothing');
    expect(status).toBe(404);
    expect(body).toEqual({
      status: 'error',
      error: expect.any(String),
      code: 'route_not_found',
      request_id: headers.get('x-request-id'),
    });
  });

  it.each([
    ['PUT', '/api/session', 'GET, HEAD, POST'],
    ['DELETE', '/health/live', 'GET, HEAD'],
    ['GET', '/api/auth/login', 'POST'],
  ])('%s %s tells the methods it does take', async (method, path, allow) => {
    const { status, headers, body } = await app.call(method, path, { token: user.token });
    expect([status, body.code, headers.get('allow')]).toEqual([405, 'method_not_allowed', allow]);
  });

  it.each(['/docs/LICENSE', '/docs/nothing.js'])('%s is not there, whatever routes there are for it', async (path) => {
    for (const method of ['GET', 'HEAD'])
      expect([method, (await app.call(method, path)).status]).toEqual([method, 404]);
    expect((await app.call('GET', path)).body.code).toBe('route_not_found');
  });

  it('every answer in JSON names its charset', async () => {
    for (const path of ['/api/auth/me', '/api/nothing', '/health/live', '/openapi.json'])
      expect((await app.call('GET', path)).headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('a path with broken percent-encoding is a 400 or 404, not a 500', async () => {
    const { status, body } = await app.call('GET', '/api/session/%E0%A4%A', { token: user.token });
    expect([400, 404]).toContain(status);
    expect(body.status).toBe('error');
  });

  it('without credentials: 401 with the scheme', async () => {
    const { status, headers, body } = await app.call('GET', '/api/session');
    expect([status, body.code, headers.get('www-authenticate')]).toEqual([401, 'unauthorized', 'Bearer']);
  });
});

describe('bodies', () => {
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

  it.each([
    ['broken JSON', '{"title":', 400, 'invalid_json'],
    ['a bare word', 'title', 400, 'invalid_json'],
    ['a number', '7', 400, 'invalid_json'],
    ['bytes that are no UTF-8', Buffer.from('{"title":"caf\xe9"}', 'latin1'), 400, 'invalid_json'],
    ['too much depth', deep(100), 400, 'json_too_deep'],
    ['absurd depth', '['.repeat(100_000), 400, 'invalid_json'],
    ['a prototype', '{"__proto__":{"role":"admin"}}', 400, 'validation_failed'],
    ['a NUL character', '{"title":"a\\u0000b"}', 400, 'validation_failed'],
    ['an unknown field', '{"titel":"x"}', 400, 'validation_failed'],
    ['too many bytes', JSON.stringify({ title: 'x'.repeat(300_000) }), 413, 'payload_too_large'],
  ])('%s', async (_, body, status, code) => {
    const answer = await json(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('the field at fault is named', async () => {
    expect((await json('{"titel":"x"}')).body.details).toEqual([{ field: 'titel', message: expect.any(String) }]);
    expect((await json('{"title":"a\\u0000b"}')).body.details[0].field).toBe('title');
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data; boundary=x'])(
    'the content type %s is refused',
    async (type) => {
      const answer = await json('a=b', '/api/session', { 'content-type': type });
      expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_media_type']);
    },
  );

  it('a body without a content type is refused, an empty one is none', async () => {
    const bare = await app.call('POST', '/api/session', { token: user.token, body: Buffer.from('{}') });
    expect(bare.body.code).toBe('unsupported_media_type');
    expect((await json('{}')).status).toBe(201);
  });

  it('callers without credentials may send little', async () => {
    const body = JSON.stringify({ username: 'someone', password: 'x'.repeat(100_000) });
    const answer = await app.call('POST', '/api/auth/login', { body, headers: { 'content-type': 'application/json' } });
    expect([answer.status, answer.body.code]).toEqual([413, 'payload_too_large']);
  });

  describe('of callers whose credentials are none', () => {
    const KEY = `rai_0123abcd_${'x'.repeat(43)}`;
    /** Whether it was parsed shows in the answer. */
    const broken = Buffer.from('x'.repeat(100_000));
    const headers = { 'content-type': 'application/json' };

    it.each([
      ['a wrong token', 'wrong'],
      ['a key nobody has', KEY],
    ])('are not read where they are large: %s', async (_, token) => {
      const answer = await app.call('POST', '/api/session', { token, body: broken, headers });
      expect([answer.status, answer.body.code]).toEqual([401, 'unauthorized']);
    });

    it('are not unpacked', async () => {
      const packed = { ...headers, 'content-encoding': 'gzip' };
      const answer = await app.call('POST', '/api/session', { token: KEY, body: gzipSync(broken), headers: packed });
      expect([answer.status, answer.body.code]).toEqual([401, 'unauthorized']);
    });

    it('are not read to their end where they do not say their length', async () => {
      const body = new Blob([broken]).stream();
      const authorization = { authorization: `Bearer ${KEY}` };
      const init = { method: 'POST', body, duplex: 'half' as const, headers: { ...headers, ...authorization } };
      expect((await fetch(`${app.url}/api/session`, init)).status).toBe(401);
    });

    it('are read where they are small and nobody needs credentials', async () => {
      const credentials = JSON.stringify({ username: user.username, password: user.password });
      const body = new Blob([credentials]).stream();
      const authorization = { authorization: 'Bearer old' };
      const init = { method: 'POST', body, duplex: 'half' as const, headers: { ...headers, ...authorization } };
      expect((await fetch(`${app.url}/api/auth/login`, init)).status).toBe(200);
    });
  });

  it('callers with a token or a key may send more', async () => {
    const { key } = (await app.call('POST', '/api/auth/keys', { token: user.token, json: { name: 'large' } })).body;
    const body = JSON.stringify({ title: 'x'.repeat(100_000) });
    for (const token of [user.token, key as string]) {
      const headers = { 'content-type': 'application/json' };
      const answer = await app.call('POST', '/api/session', { token, body, headers });
      expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
    }
  });

  it('NUL in a path or query is refused', async () => {
    expect((await app.call('GET', '/api/session?q=%00', { token: user.token })).status).toBe(400);
    expect((await app.call('GET', '/api/session/%00', { token: user.token })).status).toBe(400);
  });

  it('the server still stands and nobody became admin by a prototype', async () => {
    const me = await app.call('GET', '/api/auth/me', { token: user.token });
    expect(me.status).toBe(200);
  });
});

describe('request ids', () => {
  it('are made where none is given', async () => {
    expect((await app.call('GET', '/health/live')).headers.get('x-request-id')).toMatch(UUID);
  });

  it('are taken where they are sane, and stand in the log', async () => {
    const id = 'trace-7.Ab_9';
    const answer = await app.call('GET', '/api/nothing', { headers: { 'x-request-id': id } });
    expect([answer.headers.get('x-request-id'), answer.body.request_id]).toEqual([id, id]);
    await app.printed(id);
  });

  it.each(['a b', 'x'.repeat(129), '{"forged":1}', 'a\tb'])('%.12j is replaced', async (id) => {
    expect(
      (await app.call('GET', '/health/live', { headers: { 'x-request-id': id } })).headers.get('x-request-id'),
    ).toMatch(UUID);
  });
});

describe('headers', () => {
  it('say nothing of the server and allow nothing to a browser', async () => {
    const { headers } = await app.call('GET', '/health/live');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('etag')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  it('let nobody keep what an account sees', async () => {
    const { headers } = await app.call('GET', '/api/session', { token: user.token });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('CORS lets in the listed origin and no other', async () => {
    const ask = (origin: string, method = 'GET') =>
      app.call(method, '/health/live', { headers: { origin, 'access-control-request-method': 'GET' } });
    expect((await ask('https://good.test')).headers.get('access-control-allow-origin')).toBe('https://good.test');
    expect((await ask('https://good.test', 'OPTIONS')).status).toBe(204);
    for (const origin of ['https://evil.test', 'https://good.test.evil.test', 'null']) {
      expect((await ask(origin)).headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('large JSON is compressed for who asks, small is not', async () => {
    const large = await app.send('GET', '/openapi.json', { headers: { 'accept-encoding': 'gzip' } });
    expect(large.headers.get('content-encoding')).toBe('gzip');
    expect(((await large.json()) as { openapi: string }).openapi).toBe('3.1.1');
    const plain = await app.send('GET', '/openapi.json', { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(plain.headers.get('vary')).toContain('Accept-Encoding');
    await plain.body?.cancel();
    const small = await app.send('GET', '/health/live', { headers: { 'accept-encoding': 'gzip' } });
    expect(small.headers.get('content-encoding')).toBeNull();
    await small.body?.cancel();
  });

  it('an answer of a few kilobytes is compressed, too', async () => {
    for (let number = 0; number < 8; number++)
      await app.call('POST', '/api/session', { token: user.token, json: { title: `Conversation ${number}` } });
    const ask = (accepted: string) =>
      app.send('GET', '/api/session', { token: user.token, headers: { 'accept-encoding': accepted } });
    const [packed, plain] = [await ask('gzip'), await ask('identity')];
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.headers.get('content-type')).toBe(plain.headers.get('content-type'));
    const text = await plain.text();
    expect(text.length).toBeGreaterThan(1024);
    expect(text.length).toBeLessThan(16 * 1024);
    expect(await packed.text()).toBe(text);
    expect(Number(packed.headers.get('content-length'))).toBeLessThan(text.length / 2);
  });

  it('HEAD answers like GET, without a body', async () => {
    const { status, body } = await app.call('HEAD', '/health/ready');
    expect([status, body]).toEqual([200, '']);
  });
});

describe('HEAD on a stream', () => {
  it('tells the type and starts nothing', async () => {
    const path = `/api/chat/turns/${user.id}/events`;
    const { status, headers, body } = await app.call('HEAD', path, { token: user.token });
    expect([status, body]).toEqual([200, '']);
    expect(headers.get('content-type')).toContain('text/event-stream');
    expect((await app.call('HEAD', path)).status).toBe(401);
    expect((await app.call('HEAD', '/api/chat', { token: user.token })).status).toBe(405);
  });
});

describe('operations', () => {
  it('ready names each dependency', async () => {
    const { status, body } = await app.call('GET', '/health/ready');
    expect(status).toBe(200);
    for (const name of ['database', 'disk', 'search', 'model']) expect(body.checks[name]).toMatchObject({ ok: true });
  });

  it('metrics count requests by route pattern, for this machine only', async () => {
    await app.call('GET', `/api/session/${user.id}`, { token: user.token });
    const { status, body } = await app.call('GET', '/metrics');
    expect(status).toBe(200);
    expect(body).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api\/session\/:id",status="404"\} 1/,
    );
    expect(body).toContain('nodejs_eventloop_lag_seconds');
    expect(body).not.toContain(user.id);
    const proxied = await app.call('GET', '/metrics', { headers: { 'x-forwarded-for': '127.0.0.1' } });
    expect([proxied.status, proxied.body.code]).toEqual([403, 'forbidden']);
  });

  it('the log holds routes and users, but no secret and no text', async () => {
    const title = 'a-title-nobody-else-would-write';
    await json(JSON.stringify({ title }));
    await app.call('GET', `/api/session?q=${title}`, { token: user.token });
    await app.call('POST', '/api/auth/login', { json: { username: user.username, password: 'wrong-password-8841' } });
    await app.call('GET', '/health/live', { headers: { 'x-request-id': 'after-all' } });
    await app.printed('after-all');
    const logs = app.logs();
    expect(logs).toContain('/api/session');
    expect(logs).toContain(user.id);
    for (const secret of [title, user.token, user.password, user.refreshToken, 'wrong-password-8841']) {
      expect(logs).not.toContain(secret);
    }
  });
});
