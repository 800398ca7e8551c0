import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { onDatabase } from '../stats/stats-calls.js';

describe.each(testDatabases())('settings on %s', (database) => {
  let app: RunningApp;
  let admin: TestUser;
  let user: TestUser;
  beforeAll(async () => {
    app = await startApp({
      database,
      env: { RATE_LIMIT: 'on', RATE_LIMIT_PER_MINUTE: '100000', LLM_API_KEY: 'sk-hidden' },
    });
    admin = await registerUser(app);
    user = await registerUser(app);
  });
  afterAll(() => app.stop());

  const patch = (json: Json, token = admin.token) => app.call('PATCH', '/api/admin/config', { token, json });
  const setting = async (key: string): Promise<Json> => {
    const { body } = await app.call('GET', '/api/admin/config', { token: admin.token });
    return body.settings.find((one: Json) => one.key === key);
  };
  const audit = async (): Promise<Json[]> =>
    (await app.call('GET', '/api/admin/audit?limit=100', { token: admin.token })).body.data;

  it('tells of every setting where its value comes from, and of secrets nothing', async () => {
    expect(await setting('RATE_LIMIT_PER_MINUTE')).toEqual({
      key: 'RATE_LIMIT_PER_MINUTE',
      value: 100_000,
      default: 600,
      layer: 'environment',
      description: expect.any(String),
      type: 'integer',
      bounds: { min: 1 },
      secret: false,
      restart: false,
    });
    expect(await setting('REGISTRATION')).toMatchObject({
      value: 'open',
      layer: 'default',
      type: 'enum',
      bounds: { values: ['open', 'closed', 'invite'] },
    });
    expect(await setting('RATE_LIMIT')).toMatchObject({ value: true, type: 'boolean', layer: 'environment' });
    expect(await setting('LLM_API_KEY')).toMatchObject({ value: null, default: null, secret: true, restart: true });
    expect(await setting('DATABASE_URL')).toMatchObject({ value: null, secret: true });
    const { body } = await app.call('GET', '/api/admin/config', { token: admin.token });
    expect(JSON.stringify(body)).not.toContain('sk-hidden');
  });

  it('changes at once, says who did, and takes back', async () => {
    const { status, body } = await patch({ RATE_LIMIT_PER_MINUTE: 90_000, LOG_LEVEL: 'debug' });
    expect([status, body.status]).toEqual([200, 'success']);
    expect(await setting('RATE_LIMIT_PER_MINUTE')).toMatchObject({
      value: 90_000,
      layer: 'runtime',
      updated_by: admin.id,
      updated_at: expect.stringMatching(/Z$/),
    });
    const answer = await app.call('GET', '/api/auth/me', { token: user.token });
    expect(answer.headers.get('ratelimit-limit')).toBe('90000');
    await patch({ RATE_LIMIT_PER_MINUTE: null, LOG_LEVEL: null });
    expect(await setting('RATE_LIMIT_PER_MINUTE')).toMatchObject({ value: 100_000, layer: 'environment' });
  });

  it('closes registration and limits requests without a restart', async () => {
    await patch({ REGISTRATION: 'closed' });
    const json = { username: 'late-comer', password: 'a-good-password-7' };
    expect((await app.call('POST', '/api/auth/register', { json })).body.code).toBe('registration_closed');
    await patch({ REGISTRATION: null, RATE_LIMIT_PER_MINUTE: '1' });
    expect((await app.call('GET', '/api/auth/me', { token: user.token })).status).toBe(429);
    // The administrator is limited as well: the door back is another process.
    await onDatabase(app, `DELETE FROM settings WHERE key = 'RATE_LIMIT_PER_MINUTE'`);
    await new Promise((resume) => setTimeout(resume, 2000));
    expect((await app.call('GET', '/api/auth/me', { token: user.token })).status).toBe(200);
  });

  it('takes on within two seconds what another server was told', async () => {
    await onDatabase(app, `INSERT INTO settings (key, value, updated_at) VALUES ('PASSWORD_MIN_LENGTH', '40', 'now')`);
    await new Promise((resume) => setTimeout(resume, 2000));
    expect(await setting('PASSWORD_MIN_LENGTH')).toMatchObject({ value: 40, layer: 'runtime' });
    const json = { username: 'another-one', password: 'a-good-password-7' };
    expect((await app.call('POST', '/api/auth/register', { json })).status).toBe(400);
    await patch({ PASSWORD_MIN_LENGTH: null });
  });

  it('survives a restart, and passes over what it does not understand', async () => {
    await patch({ DOCUMENT_QUOTA: 7 });
    await onDatabase(app, `INSERT INTO settings (key, value, updated_at) VALUES ('FILE_QUOTA_BYTES', 'much', 'now')`);
    await onDatabase(app, `INSERT INTO settings (key, value, updated_at) VALUES ('OF_THE_FUTURE', '1', 'now')`);
    await app.restart();
    expect(await setting('DOCUMENT_QUOTA')).toMatchObject({ value: 7, layer: 'runtime' });
    expect(await setting('FILE_QUOTA_BYTES')).toMatchObject({ layer: 'default' });
    await onDatabase(app, `DELETE FROM settings`);
    await new Promise((resume) => setTimeout(resume, 2000));
  });

  it.each([
    [{ WISHES: 3 }, 'WISHES'],
    [{ RATE_LIMIT_PER_MINUTE: 0 }, 'RATE_LIMIT_PER_MINUTE'],
    [{ RATE_LIMIT_PER_MINUTE: '' }, 'RATE_LIMIT_PER_MINUTE'],
    [{ RATE_LIMIT_PER_MINUTE: true }, 'RATE_LIMIT_PER_MINUTE'],
    [{ RATE_LIMIT_PER_MINUTE: [1] }, 'RATE_LIMIT_PER_MINUTE'],
    [{ REGISTRATION: 'sometimes' }, 'REGISTRATION'],
    [{ PRICES: { m: { prompt: -1, completion: 0 } } }, 'PRICES'],
    [{ PRICES: 'not json' }, 'PRICES'],
    [{ DATA_DIR: '/elsewhere' }, 'DATA_DIR'],
    [{ JWT_SECRET_KEY: 'x'.repeat(64) }, 'JWT_SECRET_KEY'],
    [JSON.parse('{"constructor": 1}'), 'constructor'],
  ])('refuses %j and then changes nothing', async (json, field) => {
    const { status, body } = await patch({ DOCUMENT_QUOTA: 3, ...json });
    expect([status, body.code, body.details?.[0].field]).toEqual([400, 'validation_failed', field]);
    expect(await setting('DOCUMENT_QUOTA')).toMatchObject({ layer: 'default' });
  });

  it('takes prices as an object', async () => {
    await patch({ PRICES: { '*': { prompt: 1, completion: 2 } } });
    expect(await setting('PRICES')).toMatchObject({ value: { '*': { prompt: 1, completion: 2 } }, type: 'json' });
    await patch({ PRICES: null });
  });

  it('keeps a history that is whole when several change one setting at once', async () => {
    const wanted = [11, 12, 13, 14, 15, 16];
    const answers = await Promise.all(wanted.map((quota) => patch({ DOCUMENT_QUOTA: quota })));
    expect(answers.map(({ status }) => status)).toEqual(wanted.map(() => 200));
    const history = await app.call('GET', `/api/admin/config/history?limit=${wanted.length}`, { token: admin.token });
    const changes = history.body.data.reverse() as Json[];
    expect(changes.map(({ before }) => before)).toEqual([null, ...changes.slice(0, -1).map(({ after }) => after)]);
    const json = { change_id: changes.at(-1)!.id };
    const back = await app.call('POST', '/api/admin/config/rollback', { token: admin.token, json });
    const restored = back.body.settings.find(({ key }: Json) => key === 'DOCUMENT_QUOTA');
    expect(String(restored.value)).toBe(changes.at(-2)!.after);
    await patch({ DOCUMENT_QUOTA: null });
  });

  it('keeps a history and rolls back to before a change', async () => {
    await patch({ DOCUMENT_QUOTA: 10 });
    await patch({ DOCUMENT_QUOTA: 20, FILE_QUOTA_BYTES: 5 });
    await patch({ DOCUMENT_QUOTA: 30 });
    const history = await app.call('GET', '/api/admin/config/history?limit=4', { token: admin.token });
    expect(history.body.data[0]).toMatchObject({
      key: 'DOCUMENT_QUOTA',
      before: '20',
      after: '30',
      changed_by: admin.id,
    });
    const second = history.body.data.find(({ after }: Json) => after === '20');
    const json = { change_id: second.id };
    expect((await app.call('POST', '/api/admin/config/rollback', { token: admin.token, json })).status).toBe(200);
    expect(await setting('DOCUMENT_QUOTA')).toMatchObject({ value: 10 });
    expect(await setting('FILE_QUOTA_BYTES')).toMatchObject({ layer: 'default' });
    const unknown = await app.call('POST', '/api/admin/config/rollback', {
      token: admin.token,
      json: { change_id: admin.id },
    });
    expect(unknown.status).toBe(404);
    await patch({ DOCUMENT_QUOTA: null });
  });

  it('is for administrators', async () => {
    for (const [method, path] of [
      ['GET', '/api/admin/config'],
      ['PATCH', '/api/admin/config'],
      ['GET', '/api/admin/config/history'],
      ['POST', '/api/admin/config/rollback'],
      ['GET', '/api/admin/audit'],
      ['GET', '/api/admin/audit/verify'],
    ] as const) {
      const json = method === 'GET' ? undefined : {};
      expect((await app.call(method, path, { token: user.token, json })).status).toBe(403);
    }
  });

  it('writes down who did what', async () => {
    const made = await registerUser(app);
    await app.call('PATCH', `/api/admin/users/${made.id}`, { token: admin.token, json: { role: 'admin' } });
    const key = (await app.call('POST', '/api/auth/keys', { token: made.token, json: { name: 'k' } })).body.api_key;
    await app.call('DELETE', `/api/auth/keys/${key.id}`, { token: made.token });
    await app.call('DELETE', `/api/admin/users/${made.id}`, { token: admin.token });
    await patch({ DOCUMENT_QUOTA: 11 });
    await patch({ DOCUMENT_QUOTA: null });
    const entries = await audit();
    const find = (action: string, target: string) => entries.find((e) => e.action === action && e.target === target);
    expect(find('account.created', made.id)).toBeDefined();
    expect(find('account.changed', made.id)).toMatchObject({ actor_id: admin.id, details: { role: 'admin' } });
    expect(find('key.created', key.id)).toMatchObject({ actor_id: made.id });
    expect(find('key.deleted', key.id)).toMatchObject({ actor_id: made.id });
    expect(find('account.deleted', made.id)).toMatchObject({ actor_id: admin.id });
    const change = { action: 'config.changed', details: { DOCUMENT_QUOTA: '11' }, actor_id: admin.id };
    expect(entries).toContainEqual(expect.objectContaining(change));
  });

  it('counts failed sign-ins', async () => {
    const json = { username: user.username, password: 'not-the-password' };
    for (let i = 0; i < 3; i++) await app.call('POST', '/api/auth/login', { json });
    await app.terminate();
    await app.restart();
    const failed = (await audit()).filter(({ action, target }) => action === 'login.failed' && target === user.id);
    // Each server writes down those it saw.
    expect(failed.reduce((sum, { details }) => sum + details.count, 0)).toBe(3);
  });

  it('chains entries also when many come at once, and sees that one was changed', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, i) => patch({ DOCUMENT_QUOTA: 100 + i })));
    const verify = async () => (await app.call('GET', '/api/admin/audit/verify', { token: admin.token })).body.audit;
    expect(await verify()).toMatchObject({ ok: true, head: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(cli(app)).toMatchObject({ status: 0, stdout: expect.stringContaining('The chain holds') });
    await onDatabase(app, `UPDATE audit_entries SET details = '{}' WHERE seq = 5`);
    expect(await verify()).toMatchObject({ ok: false, broken_at: 5 });
    expect(cli(app)).toMatchObject({ status: 1, stdout: expect.stringContaining('broken at entry 5') });
  });
});

function cli(app: RunningApp) {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, DATA_DIR: app.dataDir, DATABASE_URL: app.databaseUrl };
  return spawnSync(process.execPath, [resolve('dist/src/cli/main.js'), 'audit', 'verify'], {
    cwd: app.dataDir,
    env,
    encoding: 'utf8',
  });
}
