import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { SessionCalls } from '../session/session-calls.js';

/** More than one search asks the index for. */
const BETTER = 120;

describe.each(testDatabases())('matches that may not be told, on %s', (database) => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startApp({ database });
  });
  afterAll(() => app.stop());

  const talk = (external_id: string, contents: string[]) => ({
    external_id,
    title: external_id,
    messages: contents.map((content, i) => ({
      role: 'user',
      external_id: `${external_id}-${i}`,
      content,
      created_at: new Date(Date.UTC(2024, 5, 1, 0, i)).toISOString(),
    })),
  });
  const better = Array.from({ length: BETTER }, (_, i) => `The copper kettle whistles, number ${i}.`);
  const worse = ['Somebody left a kettle in the hall beside the umbrellas, the boots, the old maps and the two lamps.'];

  async function account() {
    const { token } = await registerUser(app);
    const calls = new SessionCalls(app, token);
    const call = (method: string, path: string, json?: object) => app.call(method, path, { token, json });
    const search = async (json: object = {}): Promise<string[]> => {
      const { status, body } = await call('POST', '/api/memory/search', { query: 'copper kettle', top_k: 1, ...json });
      expect(status).toBe(200);
      return body.results.map(({ external_id }: Json) => external_id);
    };
    const settled = async () => {
      while ((await call('GET', '/api/memory/status')).body.pending > 0)
        await new Promise((resume) => setTimeout(resume, 10));
    };
    return { calls, call, search, settled };
  }

  it('do not hide one of a conversation that is remembered', async () => {
    const { calls, call, search, settled } = await account();
    const [{ id }] = await calls.import([talk('better', better), talk('worse', worse)]);
    await settled();
    expect((await search())[0]).toMatch(/^better/);
    expect((await call('PATCH', `/api/session/${id}`, { memory: false })).status).toBe(200);
    expect(await search()).toEqual(['worse-0']);
  });

  it('do not hide one that was said since everything was to be forgotten', async () => {
    const { calls, call, search, settled } = await account();
    await calls.import([talk('better', better)]);
    expect((await call('DELETE', '/api/memory', { confirm: true })).status).toBe(200);
    await calls.import([talk('worse', worse)]);
    await settled();
    expect(await search()).toEqual(['worse-0']);
  });

  it('do not hide one that was said before the time asked for', async () => {
    const { calls, search, settled } = await account();
    await calls.import([talk('better', better)]);
    await settled();
    expect(await search({ as_of: '2024-06-01T00:00:00Z' })).toEqual(['better-0']);
  });
});
