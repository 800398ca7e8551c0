import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';

describe.each(testDatabases())('administering accounts on %s', (database) => {
  let app: RunningApp;
  let admin: TestUser;
  beforeAll(async () => {
    app = await startApp({ database });
    admin = await registerUser(app);
  });
  afterAll(() => app.stop());

  const patch = (id: string, json: object, token = admin.token) =>
    app.call('PATCH', `/api/admin/users/${id}`, { token, json });
  const remove = (id: string, token = admin.token) => app.call('DELETE', `/api/admin/users/${id}`, { token });
  const meStatus = async (token: string) => (await app.call('GET', '/api/auth/me', { token })).status;
  const login = ({ username, password }: TestUser) =>
    app.call('POST', '/api/auth/login', { json: { username, password } });

  it('is for administrators', async () => {
    const user = await registerUser(app);
    for (const [method, path] of [
      ['GET', '/api/admin/users'],
      ['GET', `/api/admin/users/${user.id}`],
      ['PATCH', `/api/admin/users/${user.id}`],
      ['DELETE', `/api/admin/users/${admin.id}`],
      ['GET', '/api/admin/invites'],
      ['POST', '/api/admin/invites'],
    ] as const) {
      const json = method === 'PATCH' ? { role: 'admin' } : undefined;
      const { status, body } = await app.call(method, path, { token: user.token, json });
      expect([method, path, status, body.code]).toEqual([method, path, 403, 'forbidden']);
    }
  });

  it('shows accounts without their secrets', async () => {
    const user = await registerUser(app);
    const { body } = await app.call('GET', `/api/admin/users/${user.id}`, { token: admin.token });
    expect(body).toEqual({
      status: 'success',
      user: {
        id: user.id,
        username: user.username,
        role: 'user',
        disabled: false,
        limits: null,
        created_at: expect.stringMatching(/Z$/),
        updated_at: expect.stringMatching(/Z$/),
      },
    });
    const list = await app.call('GET', '/api/admin/users?limit=100', { token: admin.token });
    expect(list.body.data[0].id).toBe(admin.id);
    expect(list.body.data).toContainEqual(body.user);
    const first = await app.call('GET', '/api/admin/users?limit=1', { token: admin.token });
    const second = await app.call('GET', `/api/admin/users?limit=1&cursor=${first.body.next_cursor}`, {
      token: admin.token,
    });
    expect([first.body.data[0].id, second.body.data[0].id]).toEqual(
      list.body.data.slice(0, 2).map((u: TestUser) => u.id),
    );
  });

  it('disables: sign-ins end at once, keys rest, the password is not enough', async () => {
    const user = await registerUser(app);
    const { key } = (await app.call('POST', '/api/auth/keys', { token: user.token, json: { name: 'k' } })).body;
    expect([await meStatus(user.token), await meStatus(key)]).toEqual([200, 200]);
    expect((await patch(user.id, { disabled: true })).body.user.disabled).toBe(true);
    expect([await meStatus(user.token), await meStatus(key)]).toEqual([401, 401]);
    expect((await login(user)).body.code).toBe('account_disabled');
    expect((await login({ ...user, password: 'not-the-password' })).body.code).toBe('invalid_credentials');
    const refreshed = await app.call('POST', '/api/auth/refresh', { json: { refresh_token: user.refreshToken } });
    expect(refreshed.status).toBe(401);
    expect((await patch(user.id, { disabled: false })).body.user.disabled).toBe(false);
    expect([await meStatus(user.token), await meStatus(key)]).toEqual([401, 200]);
    expect((await login(user)).status).toBe(200);
  });

  it('changes roles, which count at once, and within a second on other servers', async () => {
    const user = await registerUser(app);
    const sees = async () => (await app.call('GET', '/api/admin/users', { token: user.token })).status;
    expect(await sees()).toBe(403);
    const sawEverywhere = (status: number) =>
      waitUntil(`every server answers ${status}`, 1000, async () => {
        const seen = await app.everywhere('GET', '/api/admin/users', { token: user.token });
        return seen.every((one) => one.status === status) || undefined;
      });
    expect((await app.onOne(() => patch(user.id, { role: 'admin' }))).body.user.role).toBe('admin');
    expect(await app.onOne(sees)).toBe(200);
    await sawEverywhere(200);
    expect((await app.onOne(() => patch(user.id, { role: 'user' }))).body.user.role).toBe('user');
    expect(await app.onOne(sees)).toBe(403);
    await sawEverywhere(403);
  });

  it('sets limits and takes them back', async () => {
    const user = await registerUser(app);
    const limits = { requests_per_minute: 10, document_quota: 0 };
    expect((await patch(user.id, { limits })).body.user).toMatchObject({ limits, role: 'user', disabled: false });
    expect((await patch(user.id, { limits: null })).body.user.limits).toBeNull();
  });

  it.each([
    { role: 'owner' },
    { role: null },
    { disabled: 'yes' },
    { disabled: null },
    { limits: { requests_per_minute: -1 } },
    { limits: { wishes: 3 } },
    { limits: [] },
    { limits: 'none' },
    { username: 'other' },
    { password_hash: 'x' },
  ])('refuses %j', async (json) => {
    const user = await registerUser(app);
    const { status, body } = await patch(user.id, json);
    expect([status, body.code]).toEqual([400, 'validation_failed']);
  });

  it('deletes', async () => {
    const user = await registerUser(app);
    expect(await meStatus(user.token)).toBe(200);
    expect((await remove(user.id)).body).toEqual({ status: 'success' });
    expect(await meStatus(user.token)).toBe(401);
    for (const id of [user.id, 'no-id']) {
      expect((await remove(id)).status).toBe(404);
      expect((await patch(id, { role: 'user' })).status).toBe(404);
      expect((await app.call('GET', `/api/admin/users/${id}`, { token: admin.token })).status).toBe(404);
    }
  });

  it('says of one that is being deleted that it is gone, not that it is the last administrator', async () => {
    const user = await registerUser(app);
    const answers = await Promise.all([remove(user.id), remove(user.id), remove(user.id), remove(user.id)]);
    const said = answers.map(({ status, body }) => [status, body.code]).sort();
    expect(said).toEqual([[200, undefined], ...Array.from({ length: 3 }, () => [404, 'not_found'])]);
  });

  it('keeps the last administrator', async () => {
    for (const change of [{ role: 'user' }, { disabled: true }, { role: 'admin', disabled: true }]) {
      const { status, body } = await patch(admin.id, change);
      expect([status, body.code]).toEqual([409, 'last_admin']);
    }
    expect((await remove(admin.id)).body.code).toBe('last_admin');
    const disabled = await registerUser(app);
    await patch(disabled.id, { role: 'admin', disabled: true });
    expect((await patch(admin.id, { role: 'user' })).body.code).toBe('last_admin');
    expect((await patch(admin.id, { role: 'admin', disabled: false })).status).toBe(200);
    expect((await remove(disabled.id)).status).toBe(200);
  });

  it('keeps one when administrators demote each other at once', async () => {
    const others = await Promise.all(Array.from({ length: 8 }, () => registerUser(app)));
    for (const { id } of others) await patch(id, { role: 'admin' });
    const all = [admin, ...others];
    const answers = await Promise.all(
      all.map(({ id }, i) => patch(id, { role: 'user' }, all[(i + 1) % all.length]!.token)),
    );
    const list = async (token: string) =>
      (await app.call('GET', '/api/admin/users?limit=100', { token })).body.data ?? [];
    const lists = await Promise.all(all.map(({ token }) => list(token)));
    const admins = lists.flat().filter(({ role }: { role: string }) => role === 'admin');
    expect(admins.length).toBeGreaterThanOrEqual(1);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
  });
});
