import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { changeDatabase } from './change-database.js';

const PASSWORD = 'hedge-blue-94-lamp';

describe.each(testDatabases())('registration by invite on %s', (database) => {
  let app: RunningApp;
  let admin: TestUser;
  beforeAll(async () => {
    app = await startApp({ database });
    admin = await registerUser(app);
    await app.reconfigure({ REGISTRATION: 'invite' });
  });
  afterAll(() => app.stop());

  let names = 0;
  const register = (invite_code?: unknown, username = `invited-${names++}`) =>
    app.call('POST', '/api/auth/register', { json: { username, password: PASSWORD, invite_code } });
  const invite = async (json?: object) => app.call('POST', '/api/admin/invites', { token: admin.token, json });
  const newCode = async () => (await invite()).body.invite_code as string;

  it('makes a code, shown once', async () => {
    const { status, body } = await invite({ expires_at: '2999-01-01T00:00:00+02:00' });
    expect(status).toBe(201);
    expect(body.invite).toEqual({
      id: expect.any(String),
      created_by: admin.id,
      created_at: expect.stringMatching(/Z$/),
      expires_at: '2998-12-31T22:00:00.000Z',
      used_at: null,
      used_by: null,
    });
    const list = await app.call('GET', '/api/admin/invites', { token: admin.token });
    expect(list.body.data).toContainEqual(body.invite);
    expect(JSON.stringify(list.body)).not.toContain(body.invite_code);
    expect((await invite({ expires_at: '2020-01-01T00:00:00Z' })).status).toBe(400);
  });

  it('lets one person in, and shows whom', async () => {
    const code = await newCode();
    const { status, body } = await register(code);
    expect([status, body.user.role]).toEqual([201, 'user']);
    expect((await register(code)).body.code).toBe('invite_required');
    const { data } = (await app.call('GET', '/api/admin/invites', { token: admin.token })).body;
    expect(data).toContainEqual(
      expect.objectContaining({ used_by: body.user.id, used_at: expect.stringMatching(/Z$/) }),
    );
  });

  it('lets one of fifty in', async () => {
    const code = await newCode();
    const answers = await Promise.all(Array.from({ length: 50 }, () => register(code)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const { status, body } of refused) expect([status, body.code]).toEqual([403, 'invite_required']);
  });

  it('is not used up by a registration that fails', async () => {
    const code = await newCode();
    expect((await register(code, admin.username)).body.code).toBe('username_taken');
    const raced = await Promise.all([register(code, 'same-name'), register(await newCode(), 'same-name')]);
    expect(raced.map(({ status }) => status).sort()).toEqual([201, 409]);
    if (raced[0]!.status === 409) expect((await register(code)).status).toBe(201);
  });

  it.each([undefined, '', 'invite_made-up', 'x'.repeat(256)])('refuses the code %j', async (code) => {
    const { status, body } = await register(code);
    expect([status, body.code]).toEqual([403, 'invite_required']);
  });

  it('refuses a code that is over or withdrawn', async () => {
    const { body } = await invite();
    expect((await app.call('DELETE', `/api/admin/invites/${body.invite.id}`, { token: admin.token })).status).toBe(200);
    expect((await app.call('DELETE', `/api/admin/invites/${body.invite.id}`, { token: admin.token })).status).toBe(404);
    expect((await register(body.invite_code)).body.code).toBe('invite_required');
    const old = (await invite()).body;
    await changeDatabase(app, 'UPDATE invites SET expires_at = ? WHERE id = ?', [
      '2020-01-01T00:00:00.000Z',
      old.invite.id,
    ]);
    expect((await register(old.invite_code)).body.code).toBe('invite_required');
  });
});

describe.each(testDatabases())('registration where it is not open on %s', (database) => {
  it.each([
    ['closed', 'registration_closed'],
    ['invite', 'invite_required'],
  ])('refuses even the first account: %s', async (registration, code) => {
    const app = await startApp({ database, env: { REGISTRATION: registration } });
    try {
      const json = { username: 'first', password: PASSWORD };
      const { status, body } = await app.call('POST', '/api/auth/register', { json });
      expect([status, body.code]).toEqual([403, code]);
    } finally {
      await app.stop();
    }
  });
});
