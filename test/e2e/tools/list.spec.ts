import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';

const ALWAYS = [
  'calculator',
  'current_time',
  'forget',
  'read_document',
  'read_web_page',
  'recall_memory',
  'remember',
  'search_documents',
];

describe('GET /api/chat/tools', () => {
  const apps: RunningApp[] = [];
  const listOf = async (env: Record<string, string>) => {
    const app = await startApp({ env });
    apps.push(app);
    const { token } = await registerUser(app);
    const { body } = await app.call('GET', '/api/chat/tools', { token });
    return body as Json;
  };
  const namesOf = (list: Json) => list.data.map(({ name }: Json) => name).sort();
  afterAll(() => Promise.all(apps.map((app) => app.stop())));

  let list: Json;
  beforeAll(async () => {
    list = await listOf({});
  });

  it('lists the tools with what they take, web search only where it is set up', async () => {
    expect(list).toMatchObject({ status: 'success', has_more: false, next_cursor: null });
    expect(namesOf(list)).toEqual(ALWAYS);
    const calculator = list.data.find(({ name }: Json) => name === 'calculator');
    expect(calculator).toMatchObject({
      side_effects: 'none',
      parameters: { type: 'object', required: ['expression'], properties: { expression: { type: 'string' } } },
    });
    expect(namesOf(await listOf({ TAVILY_API_KEY: 'tvly-x' }))).toContain('web_search');
    expect(namesOf(await listOf({ SEARXNG_URL: 'http://127.0.0.1:9' }))).toContain('web_search');
  });

  it('is not for strangers', async () => {
    expect((await apps[0]!.call('GET', '/api/chat/tools')).status).toBe(401);
  });
});
