import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';

const NEW_PASSWORD = 'lantern-94-quiet-sea';

describe.each(testDatabases())('an account on %s', (database) => {
  let app: RunningApp;
  let admin: TestUser;
  beforeAll(async () => {
    app = await startApp({ database, env: { LOGIN_MAX_FAILURES: '3' } });
    admin = await registerUser(app);
  });
  afterAll(() => app.stop());

  const meStatus = async (token: string) => (await app.call('GET', '/api/auth/me', { token })).status;
  const login = (username: string, password: string) =>
    app.call('POST', '/api/auth/login', { json: { username, password } });
  const change = (token: string, json: object) => app.call('POST', '/api/auth/password', { token, json });
  const remove = (token: string, json?: object) => app.call('DELETE', '/api/auth/me', { token, json });
  const newKey = async (token: string) =>
    (await app.call('POST', '/api/auth/keys', { token, json: { name: 'test' } })).body.key as string;

  it('changes its password; this sign-in stays, all others end at once', async () => {
    const user = await registerUser(app);
    const other = (await login(user.username, user.password)).body;
    expect(await meStatus(other.access_token)).toBe(200);
    const key = await newKey(user.token);
    const changed = await change(user.token, { current_password: user.password, new_password: NEW_PASSWORD });
    expect([changed.status, changed.body]).toEqual([200, { status: 'success' }]);
    expect([await meStatus(user.token), await meStatus(other.access_token), await meStatus(key)]).toEqual([
      200, 401, 200,
    ]);
    const refreshed = await app.call('POST', '/api/auth/refresh', { json: { refresh_token: other.refresh_token } });
    expect(refreshed.status).toBe(401);
    expect((await login(user.username, user.password)).status).toBe(401);
    expect((await login(user.username, NEW_PASSWORD)).status).toBe(200);
  });

  it('ends its API keys with the password when asked', async () => {
    const user = await registerUser(app);
    const key = await newKey(user.token);
    expect(await meStatus(key)).toBe(200);
    const json = { current_password: user.password, new_password: NEW_PASSWORD, revoke_api_keys: true };
    expect((await change(user.token, json)).status).toBe(200);
    expect(await meStatus(key)).toBe(401);
  });

  it('lets one of two changes at once win', async () => {
    const user = await registerUser(app);
    const news = Array.from({ length: 5 }, (_, i) => `${NEW_PASSWORD}-${i}`);
    const answers = await Promise.all(
      news.map((new_password) => change(user.token, { current_password: user.password, new_password })),
    );
    const winners = news.filter((_, i) => answers[i]!.status === 200);
    expect(winners).toHaveLength(1);
    expect((await login(user.username, winners[0]!)).status).toBe(200);
  });

  it('leaves no sign-in alive that the old password began during the change', async () => {
    const user = await registerUser(app);
    const logins = Array.from({ length: 10 }, () => login(user.username, user.password));
    const changed = change(user.token, { current_password: user.password, new_password: NEW_PASSWORD });
    const answers = await Promise.all(logins);
    expect((await changed).status).toBe(200);
    for (const { status, body } of answers) {
      if (status === 200) expect(await meStatus(body.access_token)).toBe(401);
    }
  });

  it('refuses to change it without the right one, or to a weak one', async () => {
    const user = await registerUser(app);
    const wrong = await change(user.token, { current_password: 'not-the-password', new_password: NEW_PASSWORD });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);
    const weak = await change(user.token, { current_password: user.password, new_password: 'password123' });
    expect([weak.status, weak.body.code, weak.body.details[0].field]).toEqual([400, 'weak_password', 'new_password']);
    const short = await change(user.token, { current_password: user.password, new_password: 'h7;k2pQ' });
    expect(short.status).toBe(400);
    expect((await change(user.token, { new_password: NEW_PASSWORD })).status).toBe(400);
  });

  it('does not let a stolen token guess the password', async () => {
    const user = await registerUser(app);
    const owner = (await login(user.username, user.password)).body.access_token as string;
    const guess = (i: number) => change(user.token, { current_password: `guess-${i}`, new_password: NEW_PASSWORD });
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await guess(i));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 429]);
    expect((await remove(user.token, { password: user.password })).status).toBe(429);
    expect((await change(owner, { current_password: user.password, new_password: NEW_PASSWORD })).status).toBe(200);
  });

  it('is deleted with its password, with everything that opens it', async () => {
    const user = await registerUser(app);
    const key = await newKey(user.token);
    expect(await meStatus(key)).toBe(200);
    expect((await remove(user.token)).status).toBe(400);
    const wrong = await remove(user.token, { password: 'not-the-password' });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);
    expect((await remove(user.token, { password: user.password })).body).toEqual({ status: 'success' });
    expect([await meStatus(user.token), await meStatus(key)]).toEqual([401, 401]);
    expect((await login(user.username, user.password)).status).toBe(401);
    const refreshed = await app.call('POST', '/api/auth/refresh', { json: { refresh_token: user.refreshToken } });
    expect(refreshed.status).toBe(401);
    expect((await app.call('GET', `/api/admin/users/${user.id}`, { token: admin.token })).status).toBe(404);
    expect((await registerUser(app, { username: user.username })).id).not.toBe(user.id);
  });

  it('is not deleted when it is the last administrator', async () => {
    const { status, body } = await remove(admin.token, { password: admin.password });
    expect([status, body.code]).toEqual([409, 'last_admin']);
    expect(await meStatus(admin.token)).toBe(200);
  });
});
