import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallOptions } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { MeaningServer } from './meaning-server.js';

interface Profile {
  id: string;
  state: string;
  progress: number;
}

describe.each(testDatabases())('an embeddings model that is exchanged under its name on %s', (database) => {
  const server = new MeaningServer();
  let app: RunningApp;
  let user: TestUser;

  const ask = (method: string, path: string, options: CallOptions = {}) =>
    app.call(method, `/api/rag${path}`, { token: user.token, ...options });
  const live = async (but?: string): Promise<{ id: string }> => {
    for (let waited = 0; ; waited += 100) {
      const { profiles } = (await ask('GET', '/embeddings')).body.embeddings;
      const found = profiles.find(
        ({ id, state, progress }: Profile) => state === 'live' && progress === 1 && id !== but,
      );
      if (found) return found;
      if (waited > 60_000) throw new Error(`waited in vain:\n${JSON.stringify(profiles)}\n${app.logs()}`);
      await new Promise((resume) => setTimeout(resume, 100));
    }
  };
  const nearest = async (query: string) => {
    const { body } = await ask('POST', '/search', { json: { query, mode: 'dense', top_k: 1 } });
    return body.results[0].text as string;
  };

  beforeAll(async () => {
    await server.start();
    app = await startApp({ database, env: { EMBEDDINGS_API_URL: server.url, EMBEDDINGS_MODEL: 'small' } });
    user = await registerUser(app);
  });
  afterAll(async () => {
    await app?.stop();
    await server.close();
  });

  it('has its vectors made anew', async () => {
    for (const text of [
      'A violin that nobody had tuned.',
      'A cat that slept on the roof.',
      'The glacier calved at noon.',
    ])
      await ask('POST', '/documents?wait=30', { json: { text } });
    const { id } = await live();
    expect(await nearest('feline')).toContain('cat');
    server.accent = 'zz';
    await app.reconfigure({});
    await live(id);
    expect(await nearest('feline')).toContain('cat');
    expect((await ask('GET', '/embeddings')).body.embeddings.profiles).toHaveLength(1);
  });
});
