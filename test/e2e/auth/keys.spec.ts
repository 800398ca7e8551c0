import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';

describe.each(testDatabases())('API keys on %s', (database) => {
  let app: RunningApp;
  let admin: TestUser;
  let user: TestUser;
  beforeAll(async () => {
    app = await startApp({ database });
    admin = await registerUser(app);
    user = await registerUser(app);
  });
  afterAll(() => app.stop());

  const create = (json: object, token = user.token) => app.call('POST', '/api/auth/keys', { token, json });
  const me = (token: string) => app.call('GET', '/api/auth/me', { token });

  it('shows the secret once and stores it hashed', async () => {
    const { status, body } = await create({ name: 'laptop', scopes: ['chat', 'chat', 'files'] });
    expect(status).toBe(201);
    expect(body).toEqual({
      status: 'success',
      api_key: {
        id: expect.any(String),
        name: 'laptop',
        prefix: expect.stringMatching(/^rai_[0-9a-f]{8}$/),
        scopes: ['chat', 'files'],
        created_at: expect.stringMatching(/Z$/),
        expires_at: null,
        last_used_at: null,
        limits: null,
      },
      key: expect.stringMatching(/^rai_[0-9a-f]{8}_[A-Za-z0-9]{43}$/),
    });
    expect(body.key.startsWith(body.api_key.prefix)).toBe(true);
    const list = await app.call('GET', '/api/auth/keys', { token: user.token });
    expect(list.body).toMatchObject({ status: 'success', has_more: false, next_cursor: null });
    expect(list.body.data).toContainEqual(body.api_key);
    expect(JSON.stringify(list.body)).not.toContain(body.key);
  });

  it('has all scopes but admin unless told', async () => {
    const { body } = await create({ name: 'all' });
    expect(body.api_key.scopes).toEqual(['chat', 'sessions', 'memory', 'documents', 'files', 'stats']);
  });

  it.each([
    {},
    { name: '' },
    { name: '   ' },
    { name: 'x'.repeat(101) },
    { name: 'a\nb' },
    { name: 'a', scopes: [] },
    { name: 'a', scopes: ['everything'] },
    { name: 'a', scopes: 'chat' },
    { name: 'a', expires_at: '2020-01-01T00:00:00Z' },
    { name: 'a', expires_at: 'tomorrow' },
    { name: 'a', user_id: 'x' },
  ])('refuses to make %j', async (json) => {
    const { status, body } = await create(json);
    expect([status, body.code]).toEqual([400, 'validation_failed']);
  });

  it('tells who its owner is, but cannot touch the account', async () => {
    const { key } = (await create({ name: 'k' })).body;
    expect((await me(key)).body.user.id).toBe(user.id);
    for (const [method, path, json] of [
      ['GET', '/api/auth/keys', undefined],
      ['POST', '/api/auth/keys', { name: 'child' }],
      ['POST', '/api/auth/password', { current_password: user.password, new_password: 'lantern-94-quiet-sea' }],
      ['POST', '/api/auth/logout', { all: true }],
      ['DELETE', '/api/auth/me', { password: user.password }],
    ] as const) {
      const { status, body } = await app.call(method, path, { token: key, json });
      expect([path, status, body.code]).toEqual([path, 403, 'insufficient_scope']);
    }
    expect((await me(user.token)).status).toBe(200);
  });

  it('notes its use', async () => {
    const { key, api_key } = (await create({ name: 'used' })).body;
    await me(key);
    const used = async () =>
      (await app.call('GET', '/api/auth/keys', { token: user.token })).body.data.find(
        ({ id }: { id: string }) => id === api_key.id,
      ).last_used_at as string | null;
    let last = await used();
    for (let i = 0; last === null && i < 100; i++) last = await used();
    expect(last).toMatch(/Z$/);
  });

  it('ends at once when it is deleted, and when its time is over', async () => {
    const { key, api_key } = (await create({ name: 'k' })).body;
    expect((await me(key)).status).toBe(200);
    const deleted = await app.call('DELETE', `/api/auth/keys/${api_key.id}`, { token: user.token });
    expect(deleted.body).toEqual({ status: 'success' });
    expect((await me(key)).status).toBe(401);
    const soon = (await create({ name: 'k', expires_at: new Date(Date.now() + 1000).toISOString() })).body;
    expect((await me(soon.key)).status).toBe(200);
    await new Promise((resume) => setTimeout(resume, 1100));
    expect((await me(soon.key)).status).toBe(401);
  });

  it("gives somebody else's key and an absent one the same 404", async () => {
    const theirs = (await create({ name: 'theirs' }, admin.token)).body;
    const answers = await Promise.all(
      [theirs.api_key.id, '01890000-0000-7000-8000-000000000000', 'no-id', "' OR 1=1"].map((id) =>
        app.call('DELETE', `/api/auth/keys/${encodeURIComponent(id)}`, { token: user.token }),
      ),
    );
    const bodies = answers.map(({ status, body }) => ({ status, ...body, request_id: undefined }));
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect([bodies[0]!.code, answers[0]!.status]).toEqual(['not_found', 404]);
    expect((await me(theirs.key)).status).toBe(200);
  });

  it('opens administration only with the scope admin, which only administrators can give', async () => {
    const users = (token: string) => app.call('GET', '/api/admin/users', { token });
    expect((await create({ name: 'k', scopes: ['admin'] })).body.code).toBe('forbidden');
    const plain = (await create({ name: 'k' }, admin.token)).body.key;
    expect((await users(plain)).body.code).toBe('insufficient_scope');
    const { key } = (await create({ name: 'k', scopes: ['admin'] }, admin.token)).body;
    expect((await users(key)).status).toBe(200);
  });

  it('lists page by page', async () => {
    const { token } = await registerUser(app);
    for (let i = 0; i < 5; i++) await create({ name: `k${i}` }, token);
    const names: string[] = [];
    let cursor = '';
    do {
      const { body } = await app.call('GET', `/api/auth/keys?limit=2${cursor}`, { token });
      names.push(...body.data.map(({ name }: { name: string }) => name));
      cursor = body.has_more ? `&cursor=${body.next_cursor}` : '';
    } while (cursor);
    expect(names).toEqual(['k4', 'k3', 'k2', 'k1', 'k0']);
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'cursor=x', 'cursor=WyJ4Il0', 'cursor=W10']) {
      expect([query, (await app.call('GET', `/api/auth/keys?${query}`, { token })).status]).toEqual([query, 400]);
    }
  });

  it('has an end to how many there can be', async () => {
    const { token } = await registerUser(app);
    const answers = await Promise.all(Array.from({ length: 105 }, (_, i) => create({ name: `k${i}` }, token)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(100);
    expect(answers.find(({ status }) => status !== 201)!.body.code).toBe('conflict');
  });
});
