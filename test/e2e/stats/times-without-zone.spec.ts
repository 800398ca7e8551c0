import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';

describe('a time without a zone, on a server whose machine is not in UTC', () => {
  let app: RunningApp;
  let user: TestUser;
  beforeAll(async () => {
    app = await startApp({ env: { TZ: 'America/New_York' } });
    user = await registerUser(app);
  });
  afterAll(() => app.stop());

  const call = (method: string, path: string, json?: object) =>
    app.call(method, path, { token: user.token, ...(json && { json }) });

  it('is UTC in statistics', async () => {
    const { body } = await call('GET', '/api/stats/summary?from=2025-01-01T10:00:00&to=2025-01-02T10:00');
    expect(body.summary).toMatchObject({ from: '2025-01-01T10:00:00.000Z', to: '2025-01-02T10:00:00.000Z' });
    const zoned = await call('GET', '/api/stats/summary?from=2025-01-01T10:00:00-05:00&to=2025-01-02');
    expect(zoned.body.summary).toMatchObject({ from: '2025-01-01T15:00:00.000Z', to: '2025-01-02T00:00:00.000Z' });
  });

  it('is UTC where a key or an invite ends', async () => {
    const expires_at = '2099-06-01T12:00:00';
    const key = await call('POST', '/api/auth/keys', { name: 'short', expires_at });
    expect(key.body.api_key.expires_at).toBe('2099-06-01T12:00:00.000Z');
    const invite = await call('POST', '/api/admin/invites', { expires_at });
    expect(invite.body.invite.expires_at).toBe('2099-06-01T12:00:00.000Z');
  });

  it('is UTC in what is imported and in memories', async () => {
    const created_at = '2024-03-01T08:30:00';
    const messages = [{ role: 'user', content: 'The lamp is lit.', created_at }];
    const imported = await call('POST', '/api/session/import', { sessions: [{ title: 'old', created_at, messages }] });
    const session = await call('GET', `/api/session/${imported.body.sessions[0].id}`);
    expect(session.body.session.created_at).toBe('2024-03-01T08:30:00.000Z');
    const memory = await call('POST', '/api/memory', { content: 'The lamp is green.', valid_from: created_at });
    expect(memory.body.memory.valid_from).toBe('2024-03-01T08:30:00.000Z');
  });

  it('is refused where the calendar has no such day', async () => {
    const { status, body } = await call('GET', '/api/stats/summary?from=2023-02-29');
    expect([status, body.code]).toEqual([400, 'validation_failed']);
  });
});
