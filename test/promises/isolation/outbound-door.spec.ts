/** The address check at the door of what fetches, on the built server; every form and feature has a suite of its own. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';

describe('addresses a user names', () => {
  let app: RunningApp;
  let user: TestUser;
  beforeAll(async () => {
    app = await startApp();
    user = await registerUser(app);
  });
  afterAll(() => app.stop());

  it.each(['http://127.0.0.1:9/', 'http://[::1]/', 'http://[::ffff:10.0.0.1]/', 'http://169.254.169.254/latest/'])(
    'are refused where they are private: %s',
    async (url) => {
      const { status, body } = await app.call('POST', '/api/rag/documents', { token: user.token, json: { url } });
      expect([status, body.code]).toEqual([422, 'outbound_blocked']);
    },
  );

  it('are refused where their name is private', async () => {
    const json = { url: 'http://localhost:9/' };
    const { body } = await app.call('POST', '/api/rag/documents?wait=20', { token: user.token, json });
    expect(body.code ?? body.document.error_code ?? body.document.error).toMatch(/outbound_blocked|does not connect/);
  });
});
