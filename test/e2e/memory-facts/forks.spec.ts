import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser } from '../../support/register-user.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';

describe.each(testDatabases())('memory and the copies of conversations on %s', (database) => {
  let all: ChatFixture;
  let chat: ChatFixture;
  beforeAll(async () => {
    all = await ChatFixture.start(database);
  });
  beforeEach(async () => {
    chat = all.as(await registerUser(all.app));
  });
  afterAll(() => all.stop());

  async function settled(): Promise<void> {
    while ((await chat.call('GET', '/api/memory/status')).body.pending > 0)
      await new Promise((resume) => setTimeout(resume, 10));
  }

  const known = async (): Promise<Json[]> => (await chat.call('GET', '/api/memory')).body.data;
  const found = async (query: string): Promise<Json[]> =>
    (await chat.call('POST', '/api/memory/search', { json: { query, top_k: 50 } })).body.results;

  /** A conversation that says it, learned, and a copy of it. */
  async function saidAndForked(message: string): Promise<{ first: Json; fork: Json }> {
    const { body: first } = await chat.ask({ message });
    await settled();
    expect(await known()).toHaveLength(1);
    const forked = await chat.call('POST', `/api/session/${first.session_id}/fork`, {
      json: { message_id: first.message_id },
    });
    expect(forked.status).toBe(201);
    await settled();
    return { first, fork: forked.body.session };
  }

  it('what is forgotten is forgotten in a copy of its conversation, too, and not learned from it again', async () => {
    const { fork } = await saidAndForked('My favourite lantern is the glimmerwick.');
    const [memory] = await known();
    expect((await chat.call('DELETE', `/api/memory/${memory!.id}`)).status).toBe(200);
    const users = (await found('favourite lantern glimmerwick')).filter(({ role }) => role === 'user');
    expect(users).toEqual([]);
    const answer = (await chat.messages(fork.id)).at(-1)!;
    const again = await chat.call('POST', '/api/chat/regenerate', { json: { message_id: answer.id } });
    expect(again.status).toBe(200);
    await settled();
    expect(await known()).toEqual([]);
  });

  it('what was learned stays as long as the copy says it', async () => {
    const { first, fork } = await saidAndForked('My favourite kettle is the bristlepot.');
    await chat.call('DELETE', `/api/session/${first.session_id}`);
    expect(await known()).toMatchObject([{ source: { session_id: fork.id } }]);
    await chat.call('DELETE', `/api/session/${fork.id}`);
    expect(await known()).toEqual([]);
  });
});
