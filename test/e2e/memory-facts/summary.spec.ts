import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';

/** About thirty tokens of talk about nothing. */
const filler = (i: number) =>
  `Number ${i} on the list says that the harbour fence near basin ${i} was painted ${i} times by crew ${i * 7}.`;
const TURNS = 45;

describe.each(testDatabases())('the running summary on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database, { LLM_CONTEXT_TOKENS: '3000' });
  });
  afterAll(() => chat.stop());

  const context = async (sessionId: string): Promise<Json> =>
    (await chat.call('GET', `/api/memory/context/${sessionId}`)).body.context;
  const layer = (ledger: Json, name: string): Json => ledger.layers.find((one: Json) => one.name === name);

  /** The job comes after the turn; wait until a summary with this in it is there. */
  async function summaryWith(sessionId: string, isThere: (summary: string) => boolean): Promise<Json> {
    for (;;) {
      const found = await context(sessionId);
      if (found.summary !== null && isThere(found.summary)) return found;
      await new Promise((resume) => setTimeout(resume, 20));
    }
  }

  async function talk(first: string): Promise<{ session_id: string; answers: Json[] }> {
    const answers: Json[] = [];
    let session_id: string | undefined;
    for (let i = 0; i < TURNS; i++) {
      const { body } = await chat.ask({ message: i === 0 ? first : filler(i), session_id });
      session_id = body.session_id as string;
      answers.push(body);
    }
    return { session_id: session_id!, answers };
  }

  it('stands in for what left the window, in the context, the prompt and the ledger', async () => {
    const { session_id } = await talk('The harbour fence project is led by Commodore Quillfeather in Whitby.');
    const found = await summaryWith(session_id, () => true);
    expect(found.summary).toContain('Quillfeather');
    expect(found.summary_tokens).toBeGreaterThan(0);
    expect(found.messages.length).toBeLessThan(TURNS * 2);
    const { body } = await chat.ask({ message: 'Who leads it?', session_id });
    expect(chat.model.chats.at(-1)!.body!.messages[0]!.content).toContain('Quillfeather');
    const ledger = (await chat.call('GET', `/api/chat/messages/${body.message_id}/context`)).body.context;
    expect(layer(ledger, 'summary').items[0].text).toContain('Quillfeather');
    expect(ledger.used).toBeLessThanOrEqual(ledger.limit);
    const messages = await chat.messages(session_id);
    expect(messages[0]!.content).toContain('Quillfeather');
  });

  it('belongs to the branch: an edit at the beginning does not see it, a fork has its own', async () => {
    const { session_id, answers } = await talk('The harbour fence project is led by Admiral Thistlewick in Hull.');
    await summaryWith(session_id, (summary) => summary.includes('Thistlewick'));
    const edited = await chat.ask({ message: 'Something else: who leads it?', session_id, parent_id: null });
    expect(edited.status).toBe(200);
    const ledger = (await chat.call('GET', `/api/chat/messages/${edited.body.message_id}/context`)).body.context;
    expect(layer(ledger, 'summary')).toBeUndefined();
    expect((await context(session_id)).summary).toBeNull();
    const forked = await chat.call('POST', `/api/session/${session_id}/fork`, {
      json: { message_id: answers.at(-1)!.message_id },
    });
    await summaryWith(forked.body.session.id, (summary) => summary.includes('Thistlewick'));
    const early = await chat.call('POST', `/api/session/${session_id}/fork`, {
      json: { message_id: answers[1]!.message_id },
    });
    expect((await context(early.body.session.id)).summary).toBeNull();
  });

  it('says nothing that is no longer true or was to be forgotten', async () => {
    const { session_id } = await talk('My favourite harbour fence painter is Boatswain Larkspur.');
    await summaryWith(session_id, (summary) => summary.includes('Larkspur'));
    await chat.ask({ message: 'Actually, my favourite harbour fence painter is Boatswain Hemlock.', session_id });
    await chat.ask({ message: filler(99), session_id });
    const found = await summaryWith(session_id, (summary) => !summary.includes('Larkspur'));
    expect(found.summary).not.toContain('Larkspur');
  });

  it.each([
    [
      'what was written down contradicts',
      () => chat.call('POST', '/api/memory', { json: { content: 'My favourite harbour fence smith is Bosun Tansy.' } }),
    ],
    [
      'is said to have ended',
      async () => {
        const [memory] = (await chat.call('GET', '/api/memory?q=smith')).body.data as Json[];
        return chat.call('PATCH', `/api/memory/${memory!.id}`, { json: { valid_to: new Date().toISOString() } });
      },
    ],
  ])('says nothing that %s', async (_, change) => {
    const { session_id } = await talk('My favourite harbour fence smith is Boatswain Rowanberry.');
    await summaryWith(session_id, (summary) => summary.includes('Rowanberry'));
    expect((await change()).status).toBeLessThan(300);
    expect((await context(session_id)).summary ?? '').not.toContain('Rowanberry');
  });

  it('is not made where nothing may be remembered', async () => {
    const session_id = (await chat.call('POST', '/api/session', { json: { memory: false } })).body.session.id;
    for (let i = 0; i < TURNS; i++) await chat.ask({ message: filler(i), session_id });
    expect((await context(session_id)).summary).toBeNull();
  });
});
