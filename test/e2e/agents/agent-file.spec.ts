import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';

const MOST = 500;

describe.each(testDatabases())('agents as a file on %s', (database) => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startApp({ database });
  });
  afterAll(() => app.stop());

  it('is read back as it was written, as many as an account may have', async () => {
    const [from, to] = [await registerUser(app), await registerUser(app)];
    const agents = Array.from({ length: MOST }, (_, i) => ({
      name: `agent ${i}`,
      instructions: `say ${i}`,
      handoffs: [`agent ${(i + 1) % MOST}`],
    }));
    const post = (token: string, json: object) => app.call('POST', '/api/chat/agents/import', { token, json });
    for (let at = 0; at < MOST; at += 100)
      expect((await post(from.token, { agents: agents.slice(at, at + 100) })).status).toBe(201);
    const file = (await app.call('GET', '/api/chat/agents/export', { token: from.token })).body;
    expect(file.agents.map(({ name }: Json) => name)).toEqual(agents.map(({ name }) => name));
    const { status, body } = await post(to.token, file);
    expect([status, body.agents?.filter(({ agent }: Json) => !agent)]).toEqual([201, []]);
    const copy = (await app.call('GET', '/api/chat/agents/export', { token: to.token })).body;
    expect(copy).toEqual(file);
    expect((await post(to.token, { ...file, status: 'error' })).status).toBe(400);
  });
});
