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

  async function fork(sessionId: string, messageId: string): Promise<Json[]> {
    const forked = await chat.call('POST', `/api/session/${sessionId}/fork`, { json: { message_id: messageId } });
    expect(forked.status).toBe(201);
    await settled();
    return chat.messages(forked.body.session.id);
  }

  /** A conversation whose answer says the question over again, a copy of it, and a copy of that; question and answer of each. */
  async function saidThreeTimes(message: string): Promise<Json[][]> {
    chat.model.play({ tokens: [`You told me: ${message}`] });
    const { body: first } = await chat.ask({ message });
    await settled();
    const copy = await fork(first.session_id, first.message_id);
    const again = await fork(copy[0]!.session_id, copy[1]!.id);
    return [await chat.messages(first.session_id), copy, again];
  }

  const roles = (messages: Json[]) => messages.map(({ role }) => role).sort();

  it.each([
    ['original', 0],
    ['copy', 1],
    ['copy of the copy', 2],
  ])('a question that is forgotten is recalled from no conversation, be it the %s', async (_, which) => {
    const said = await saidThreeTimes('The thornwhistle stands beside the cellar door.');
    expect(roles(await found('thornwhistle cellar'))).toEqual([
      ...Array(3).fill('assistant'),
      ...Array(3).fill('user'),
    ]);
    expect((await chat.call('DELETE', `/api/memory/${said[which]![0]!.id}`)).status).toBe(200);
    expect(await found('thornwhistle cellar')).toEqual([]);
    for (const [question, answer] of said) {
      const json = { message_id: answer!.id };
      const { status, body } = await chat.call('POST', '/api/chat/regenerate', { json });
      expect([status, body.memories]).toEqual([200, []]);
      await fork(question!.session_id, body.message_id);
    }
    expect(await found('thornwhistle cellar')).toEqual([]);
  });

  it('an answer that is forgotten is recalled from no copy, and its question still is', async () => {
    const [, copy] = await saidThreeTimes('The gallowfern stands behind the granary.');
    expect((await chat.call('DELETE', `/api/memory/${copy![1]!.id}`)).status).toBe(200);
    expect(roles(await found('gallowfern granary'))).toEqual(['user', 'user', 'user']);
  });

  it('with a memory the answers to what said it are forgotten, in copies, too', async () => {
    await saidThreeTimes('My favourite basket is the wickerlow.');
    const [memory] = await known();
    expect((await chat.call('DELETE', `/api/memory/${memory!.id}`)).status).toBe(200);
    expect(await found('favourite basket wickerlow')).toEqual([]);
  });

  it('what an answer recalled of a copy goes from it with the original', async () => {
    const [original] = await saidThreeTimes('The sallowbrook runs under the old mill.');
    chat.model.play({ tokens: ['I could not say.'] });
    const { body: asked } = await chat.ask({ message: 'What runs under the old mill, the sallowbrook?' });
    expect(asked.memories).not.toEqual([]);
    expect((await chat.call('DELETE', `/api/memory/${original![0]!.id}`)).status).toBe(200);
    for (;;) {
      const answer = (await chat.messages(asked.session_id)).at(-1)!;
      if (!JSON.stringify(answer.memories ?? []).includes('sallowbrook')) break;
      await new Promise((resume) => setTimeout(resume, 20));
    }
  });

  it('the answer to a wish to forget is recalled as little as the wish, from no copy either', async () => {
    await chat.ask({ message: 'My favourite sedge is the marrowreed.' });
    await settled();
    const said = await saidThreeTimes('Forget that my favourite sedge is the marrowreed.');
    const ids = said.flat().map(({ id }) => id);
    const recalled = (await found('favourite sedge marrowreed')).filter(({ id }) => ids.includes(id));
    expect(recalled).toEqual([]);
  });
});
