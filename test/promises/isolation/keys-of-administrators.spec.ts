/** A key speaks for an administrator only where it has the scope `admin`, also where a route asks for the role itself. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';

describe('a key without the scope admin', () => {
  let app: RunningApp;
  let admin: TestUser;
  let plain: string;
  let full: string;
  beforeAll(async () => {
    app = await startApp();
    admin = await registerUser(app);
    const key = async (scopes: string[]) =>
      (await app.call('POST', '/api/auth/keys', { token: admin.token, json: { name: 'k', scopes } })).body
        .key as string;
    plain = await key(['chat', 'stats', 'documents']);
    full = await key(['chat', 'stats', 'documents', 'admin']);
    const user = await registerUser(app);
    const text = 'A document of somebody else.';
    await app.call('POST', '/api/rag/documents?wait=20', { token: user.token, json: { text } });
  });
  afterAll(() => app.stop());

  it.each(['/api/stats/summary?scope=all', '/api/stats/timeseries?metric=turns&bucket=day&scope=all'])(
    'sees no numbers of others: %s',
    async (path) => {
      expect((await app.call('GET', path, { token: plain })).body.code).toBe('forbidden');
      expect((await app.call('GET', path, { token: full })).status).toBe(200);
    },
  );

  it.each(['agents', 'tones'])('shares no %s with everybody', async (kind) => {
    const share = (token: string) =>
      app.call('POST', `/api/chat/${kind}`, { token, json: { name: `of ${token.slice(0, 12)}`, shared: true } });
    expect((await share(plain)).body.code).toBe('forbidden');
    expect((await share(full)).status).toBe(201);
  });
});
