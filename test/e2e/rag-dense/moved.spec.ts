import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallOptions } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { MeaningServer } from './meaning-server.js';

describe.each(testDatabases())('another embeddings server on %s', (database) => {
  const before = new MeaningServer();
  const after = new MeaningServer();
  let app: RunningApp;
  let user: TestUser;

  const ask = (method: string, path: string, options: CallOptions = {}) =>
    app.call(method, `/api/rag${path}`, { token: user.token, ...options });
  const add = (text: string) => ask('POST', '/documents?wait=30', { json: { text } });
  const status = async () => (await ask('GET', '/embeddings')).body.embeddings;
  const isLive = async (model: string) => {
    for (let waited = 0; (await status()).live !== model; waited += 50) {
      if (waited > 30_000) throw new Error(`waited in vain:\n${JSON.stringify(await status())}\n${app.logs()}`);
      await new Promise((resume) => setTimeout(resume, 50));
    }
  };

  beforeAll(async () => {
    await before.start();
    await after.start();
    app = await startApp({ database, env: { EMBEDDINGS_API_URL: before.url, EMBEDDINGS_MODEL: 'small' } });
    user = await registerUser(app);
  });
  afterAll(async () => {
    await app?.stop();
    await before.close();
    await after.close();
  });

  it('takes over though the one before is gone, with documents it never embedded', async () => {
    await add('A cat that slept on the roof of the old harbour office.');
    await isLive('small');
    await before.close();
    await add('A violin that nobody had tuned since the orchestra left.');
    await app.reconfigure({ EMBEDDINGS_API_URL: after.url, EMBEDDINGS_MODEL: 'large' });
    await isLive('large');
    const { body } = await ask('POST', '/search', { json: { query: 'feline', mode: 'dense', top_k: 1 } });
    expect(body.results[0].text).toContain('cat');
  });
});
