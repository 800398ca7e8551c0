import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CallOptions } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { MeaningServer } from './meaning-server.js';

describe.each(testDatabases())('texts that the embeddings server cannot take, on %s', (database) => {
  const server = new MeaningServer();
  let app: RunningApp;
  let user: TestUser;

  const ask = (method: string, path: string, options: CallOptions = {}) =>
    app.call(method, `/api/rag${path}`, { token: user.token, ...options });
  const add = (text: string) => ask('POST', '/documents?wait=30', { json: { text } });
  const search = async (query: string, mode: string) =>
    (await ask('POST', '/search', { json: { query, mode, top_k: 1 } })).body.results[0]?.text;
  const status = async () => (await ask('GET', '/embeddings')).body.embeddings;
  const settled = async (model: string) => {
    const isSo = async () => {
      const { live, profiles } = await status();
      const profile = profiles.find((each: { state: string }) => each.state === 'live');
      return live === model && profile.pending_documents === 0;
    };
    for (let waited = 0; !(await isSo()); waited += 50) {
      if (waited > 20_000) throw new Error(`waited in vain:\n${JSON.stringify(await status())}\n${app.logs()}`);
      await new Promise((resume) => setTimeout(resume, 50));
    }
  };

  beforeAll(async () => {
    server.refuses = /unspeakable/;
    server.spoils = /unthinkable/;
    await server.start();
    app = await startApp({ database, env: { EMBEDDINGS_API_URL: server.url, EMBEDDINGS_MODEL: 'small' } });
    user = await registerUser(app);
  });
  afterAll(async () => {
    await app?.stop();
    await server.close();
  });

  it('keep no other from being found by its meaning, and are found by their words', async () => {
    await add('The unspeakable ledger lay under the third floorboard of the mill.');
    await add('A cat that slept on the roof of the old harbour office.');
    await add('An unthinkable bill came with the morning post from the quarry.');
    await add('A violin that nobody had tuned since the orchestra left.');
    await settled('small');
    expect(await search('feline', 'dense')).toContain('cat');
    expect(await search('unspeakable ledger', 'hybrid')).toContain('floorboard');
    await app.reconfigure({ EMBEDDINGS_API_URL: server.url, EMBEDDINGS_MODEL: 'large' });
    await settled('large');
    expect(await search('feline', 'dense')).toContain('cat');
    expect(await search('unthinkable bill', 'hybrid')).toContain('quarry');
  });

  it('are not taken for such while it refuses everything', async () => {
    server.refuses = /./;
    await add('A ship whose sails were mended twice in one winter.');
    const logged = () => app.logs().includes('embeddings.fill');
    for (let waited = 0; !logged(); waited += 50) {
      if (waited > 20_000) throw new Error(`waited in vain:\n${app.logs()}`);
      await new Promise((resume) => setTimeout(resume, 50));
    }
    server.refuses = undefined;
    await settled('large');
    expect(await search('vessel', 'dense')).toContain('ship');
  });
});
