/** Promise 2 where there is no id in the request: whoever asks is asked about, and what one does to one's own stays there. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture } from '../../e2e/chat/chat-fixture.js';

describe.each(testDatabases())('what is one’s own stays with its owner on %s', (database) => {
  let chat: ChatFixture;
  let owner: TestUser;
  let other: TestUser;
  const by = (user: TestUser) => async (method: string, path: string, json?: object) => {
    const { status, body } = await chat.app.call(method, path, { token: user.token, ...(json && { json }) });
    return { status, body: body as Json };
  };
  const ofOther = (method: string, path: string, json?: object) => by(other)(method, path, json);
  const ofOwner = (method: string, path: string, json?: object) => by(owner)(method, path, json);
  const lives = async ({ refreshToken }: TestUser): Promise<boolean> => {
    const { status, body } = await chat.app.call('POST', '/api/auth/refresh', {
      json: { refresh_token: refreshToken },
    });
    if (status === 200) owner.refreshToken = (body as Json).refresh_token;
    return status === 200;
  };

  beforeAll(async () => {
    chat = await ChatFixture.start(database, { OUTBOUND_ALLOW: '127.0.0.2', OUTBOUND_PORTS: '9' });
    owner = await registerUser(chat.app);
    other = await registerUser(chat.app);
    await chat.ask({ message: 'The tarnmoss is blue.' }, { token: owner.token });
    await waitUntil('the call is booked', 10_000, async () =>
      (await ofOwner('GET', '/api/stats/calls')).body.data.length ? true : undefined,
    );
    const { id } = (await ofOwner('POST', '/api/session', {})).body.session;
    await ofOwner('DELETE', `/api/session/${id}`);
    expect((await ofOwner('PATCH', '/api/auth/me/retention', { stats_days: 300 })).status).toBe(200);
    expect((await ofOwner('PUT', '/api/chat/tool-policies/calculator', { policy: 'deny' })).status).toBeLessThan(300);
  });
  afterAll(() => chat.stop());

  it.each(['/api/stats/calls', '/api/auth/me/receipts', '/api/chat/tool-policies', '/api/auth/keys'])(
    'GET %s lists nothing of others',
    async (path) => {
      await ofOwner('POST', '/api/auth/keys', { name: 'mine' });
      expect((await ofOwner('GET', path)).body.data).not.toEqual([]);
      expect(await ofOther('GET', path)).toMatchObject({ status: 200, body: { data: [] } });
    },
  );

  it('the export of an account holds nothing of others', async () => {
    const exported = async ({ token }: TestUser) =>
      (await chat.app.send('GET', '/api/auth/me/export', { token })).text();
    expect(await exported(owner)).toContain('tarnmoss');
    expect(await exported(other)).not.toContain('tarnmoss');
  });

  it('what one administrator has watched is not on the list of another', async () => {
    const second = await registerUser(chat.app);
    await chat.call('PATCH', `/api/admin/users/${second.id}`, { json: { role: 'admin' } });
    // Nobody answers there; it is watched all the same.
    const made = await chat.call('POST', '/api/rag/sources', { json: { url: 'http://127.0.0.2:9/' } });
    expect([made.status, made.body.code]).toEqual([201, undefined]);
    expect((await chat.call('GET', '/api/rag/sources')).body.data).toHaveLength(1);
    expect(await by(second)('GET', '/api/rag/sources')).toMatchObject({ status: 200, body: { data: [] } });
  });

  it('what somebody else wants kept says nothing for others', async () => {
    expect((await ofOwner('GET', '/api/auth/me/retention')).body).toMatchObject({ retention: { stats: { own: 300 } } });
    expect(JSON.stringify((await ofOther('GET', '/api/auth/me/retention')).body)).not.toContain('300');
  });

  it('what somebody else used is not taken from others’ budgets', async () => {
    const limits = { tokens_per_day: 100_000 };
    for (const { id } of [owner, other]) await chat.call('PATCH', `/api/admin/users/${id}`, { json: { limits } });
    expect((await ofOther('GET', '/api/stats/budget')).body.budgets).toMatchObject([{ used: 0, reserved: 0 }]);
    expect((await ofOwner('GET', '/api/stats/budget')).body.budgets[0].used).toBeGreaterThan(0);
  });

  it('a policy of somebody else is neither another’s to take back nor theirs to obey', async () => {
    expect((await ofOther('DELETE', '/api/chat/tool-policies/calculator')).status).toBe(404);
    expect((await ofOwner('GET', '/api/chat/tool-policies')).body.data).toMatchObject([{ tool: 'calculator' }]);
    await ofOther('POST', '/api/chat/agents', { name: 'counter', tools: ['calculator'] });
    await chat.ask({ message: 'six times seven', agent: 'counter' }, { token: other.token });
    expect(JSON.stringify(chat.model.chats.at(-1)!.body!.tools)).toContain('calculator');
  });

  it('ends no sign-in and no key of others with one’s own', async () => {
    const { key } = (await ofOwner('POST', '/api/auth/keys', { name: 'kept', scopes: ['chat'] })).body;
    const change = { current_password: other.password, new_password: `${other.password}-anew`, revoke_api_keys: true };
    expect((await ofOther('POST', '/api/auth/password', change)).status).toBe(200);
    expect((await chat.app.call('GET', '/api/chat/models', { token: key })).status).toBe(200);
    expect(await lives(owner)).toBe(true);
  });

  it('ends no sign-in of others with that of an account that is disabled', async () => {
    expect((await chat.call('PATCH', `/api/admin/users/${other.id}`, { json: { disabled: true } })).status).toBe(200);
    expect(await lives(other)).toBe(false);
    expect(await lives(owner)).toBe(true);
  });
});
