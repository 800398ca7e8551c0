import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { changeDatabase } from './change-database.js';

describe.each(testDatabases())('refreshing and signing out on %s', (database) => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startApp({ database });
  });
  afterAll(() => app.stop());

  const refresh = (refresh_token: unknown) => app.call('POST', '/api/auth/refresh', { json: { refresh_token } });
  const logout = (token: string, json?: object) => app.call('POST', '/api/auth/logout', { token, json });
  const meStatus = async (token: string) => (await app.call('GET', '/api/auth/me', { token })).status;
  const login = async ({ username, password }: { username: string; password: string }) =>
    (await app.call('POST', '/api/auth/login', { json: { username, password } })).body;

  it('rotates: another refresh token, an access token that works', async () => {
    const user = await registerUser(app);
    const { status, body } = await refresh(user.refreshToken);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'success', token_type: 'Bearer', expires_in: 86400, user: { id: user.id } });
    expect(body.refresh_token).not.toBe(user.refreshToken);
    expect(await meStatus(body.access_token)).toBe(200);
  });

  it('gives fifty refreshes at once the same successor', async () => {
    const user = await registerUser(app);
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(user.refreshToken)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1);
    expect((await refresh(answers[0]!.body.refresh_token)).status).toBe(200);
  });

  it('ends the sign-in when a spent token comes back later', async () => {
    const user = await registerUser(app);
    const { body } = await refresh(user.refreshToken);
    await changeDatabase(app, 'UPDATE refresh_tokens SET spent_at = ? WHERE user_id = ? AND spent_at IS NOT NULL', [
      new Date(Date.now() - 11_000).toISOString(),
      user.id,
    ]);
    const reused = await refresh(user.refreshToken);
    expect([reused.status, reused.body.code]).toEqual([401, 'token_revoked']);
    expect(await meStatus(body.access_token)).toBe(401);
    expect((await refresh(body.refresh_token)).body.code).toBe('token_revoked');
  });

  it.each(['made-up', '', 'x'.repeat(300), 7, null])('refuses the refresh token %j', async (token) => {
    expect((await refresh(token)).status).toBe(typeof token === 'string' && token.length < 257 ? 401 : 400);
  });

  it('does not take one kind of token for the other', async () => {
    const user = await registerUser(app);
    expect(await meStatus(user.refreshToken)).toBe(401);
    expect((await refresh(user.token.slice(0, 256))).status).toBe(401);
  });

  it('ends this sign-in only', async () => {
    const user = await registerUser(app);
    const other = await login(user);
    expect((await logout(user.token)).body).toEqual({ status: 'success' });
    expect(await meStatus(user.token)).toBe(401);
    expect((await refresh(user.refreshToken)).body.code).toBe('token_revoked');
    expect(await meStatus(other.access_token)).toBe(200);
    expect((await logout(user.token)).status).toBe(401);
  });

  it('ends all sign-ins when asked', async () => {
    const user = await registerUser(app);
    const stranger = await registerUser(app);
    const other = await login(user);
    expect((await logout(user.token, { all: true })).status).toBe(200);
    expect([await meStatus(user.token), await meStatus(other.access_token)]).toEqual([401, 401]);
    expect((await refresh(other.refresh_token)).status).toBe(401);
    expect(await meStatus(stranger.token)).toBe(200);
    expect((await logout(stranger.token, { all: 'yes' })).status).toBe(400);
  });

  it('notices within a second that another process ended a sign-in', async () => {
    const user = await registerUser(app);
    expect(await meStatus(user.token)).toBe(200);
    await changeDatabase(app, 'UPDATE refresh_families SET revoked_at = ? WHERE user_id = ?', ['x', user.id]);
    await new Promise((resume) => setTimeout(resume, 1000));
    expect(await meStatus(user.token)).toBe(401);
  });
});
