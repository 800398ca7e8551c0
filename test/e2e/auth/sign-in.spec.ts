import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';

const PASSWORD = 'hedge-blue-94-lamp';

describe.each(testDatabases())('signing in on %s', (database) => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startApp({ database });
  });
  afterAll(() => app.stop());

  const register = (json: object) => app.call('POST', '/api/auth/register', { json });
  const login = (json: object) => app.call('POST', '/api/auth/login', { json });
  const me = (token: string) => app.call('GET', '/api/auth/me', { token });

  it('makes fifty first registrations one administrator', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => register({ username: `first-${i}`, password: PASSWORD })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 201));
    expect(answers.filter(({ body }) => body.user.role === 'admin')).toHaveLength(1);
  });

  it('gives one of fifty the name they all want', async () => {
    const spellings = ['Wanted', 'wanted', 'WANTED', 'ｗanted'];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => register({ username: spellings[i % 4], password: PASSWORD })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const { status, body } of refused) expect([status, body.code]).toEqual([409, 'username_taken']);
  });

  it('answers with the user and a pair of tokens', async () => {
    const { status, body, headers } = await register({ username: 'Zoë Smith', password: PASSWORD });
    expect(status).toBe(201);
    expect(body).toEqual({
      status: 'success',
      user: { id: expect.any(String), username: 'Zoë Smith', role: 'user', created_at: expect.stringMatching(/Z$/) },
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 86400,
    });
    expect(headers.get('cache-control')).toBe('no-store');
    const again = await login({ username: 'zoE\u0308 smith', password: PASSWORD });
    expect([again.status, again.body.user]).toEqual([200, body.user]);
    expect(Object.keys(again.body)).toEqual(Object.keys(body));
    expect((await me(again.body.access_token)).body).toEqual({ status: 'success', user: body.user });
  });

  it.each([
    [{ username: ' alice', password: PASSWORD }, 'invalid_username'],
    [{ username: 'al\u0007ice', password: PASSWORD }, 'invalid_username'],
    [{ username: 'al', password: PASSWORD }, 'validation_failed'],
    [{ username: 'a'.repeat(65), password: PASSWORD }, 'validation_failed'],
    [{ username: 'alice', password: 'h7;k2pQ' }, 'validation_failed'],
    [{ username: 'alice', password: 'x'.repeat(1025) }, 'validation_failed'],
    [{ username: 'alice', password: 'Password123' }, 'weak_password'],
    [{ username: 'alice-in-chains', password: 'alice-in-chains' }, 'weak_password'],
    [{ username: 'alice', password: PASSWORD, role: 'admin' }, 'validation_failed'],
    [{ username: 'alice' }, 'validation_failed'],
    [{ username: ['alice'], password: PASSWORD }, 'validation_failed'],
    [{ username: { $ne: '' }, password: PASSWORD }, 'validation_failed'],
  ])('refuses to register %j', async (json, code) => {
    const { status, body } = await register(json);
    expect([status, body.code]).toEqual([400, code]);
  });

  it('tells nothing about which names exist', async () => {
    const { username } = await registerUser(app);
    const wrong = await login({ username, password: 'not-the-password' });
    for (const name of ['nobody-of-that-name', 'x', '', ' ', 'n'.repeat(200), "' OR 1=1 --"]) {
      const absent = await login({ username: name, password: 'not-the-password' });
      expect([absent.status, absent.body.code, absent.body.error]).toEqual([
        401,
        'invalid_credentials',
        wrong.body.error,
      ]);
    }
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);
  });

  it('accepts the Authorization header and nothing else', async () => {
    const { token } = await registerUser(app);
    const status = async (path: string, headers: Record<string, string>) =>
      (await app.call('GET', path, { headers })).status;
    expect(await status('/api/auth/me', { authorization: `Bearer ${token}` })).toBe(200);
    expect(await status('/api/auth/me', { authorization: `bearer ${token}` })).toBe(200);
    expect(await status('/api/auth/me', {})).toBe(401);
    expect(await status('/api/auth/me', { authorization: token })).toBe(401);
    expect(await status('/api/auth/me', { authorization: `Basic ${token}` })).toBe(401);
    expect(await status('/api/auth/me', { authorization: `Bearer ${token}x` })).toBe(401);
    expect(await status('/api/auth/me', { authorization: 'Bearer ' })).toBe(401);
    expect(await status('/api/auth/me', { cookie: `access_token=${token}`, 'x-api-key': token })).toBe(401);
    expect(await status(`/api/auth/me?access_token=${token}`, {})).toBe(401);
  });

  it('asks for credentials before it looks at the body', async () => {
    for (const [method, path] of [
      ['POST', '/api/auth/password'],
      ['POST', '/api/auth/logout'],
      ['DELETE', '/api/auth/me'],
      ['GET', '/api/auth/keys'],
      ['POST', '/api/auth/keys'],
      ['GET', '/api/admin/users'],
      ['POST', '/api/admin/invites'],
    ] as const) {
      const { status, body } = await app.call(method, path, { json: method === 'GET' ? undefined : { nonsense: 1 } });
      expect([path, status, body.code]).toEqual([path, 401, 'unauthorized']);
    }
  });
});
