import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser } from '../../support/register-user.js';
import type { ChatBody } from '../../support/scripted-model/scripted-model.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';

const SLOW_MS = 1500;
const SUMMED_UP = 70;

const textOf = ({ messages }: ChatBody): string => messages.map(({ content }) => String(content)).join('\n');
const isReading = (body: ChatBody) => textOf(body).includes('You keep the long-term memory');
const isSummary = (body: ChatBody) => textOf(body).startsWith('Sum up the conversation');

describe.each(testDatabases())('what changes while a slow model reads, on %s', (database) => {
  let all: ChatFixture;
  let chat: ChatFixture;
  let word: string;
  beforeAll(async () => {
    const env = { MEMORY_EXTRACTION: 'auto', MEMORY_SUMMARY: 'model', LLM_CONTEXT_TOKENS: '3000' };
    all = await ChatFixture.start(database, env);
    all.model.play((body) => {
      if (isSummary(body)) return { headersDelayMs: SLOW_MS, tokens: [`Summed up, ${saidIn(textOf(body))}.`] };
      if (isReading(body)) return { headersDelayMs: SLOW_MS, tokens: [memoriesOf(textOf(body))] };
      return { tokens: ['Very well.'] };
    });
  });
  let count = 0;
  beforeEach(async () => {
    chat = all.as(await registerUser(all.app));
    word = `skerrick${++count}${database}`;
  });
  afterAll(() => all.stop());

  const saidIn = (text: string) => (text.includes(word) ? word : 'nothing of note');

  function memoriesOf(text: string): string {
    const quote = `My favourite lamp is ${word}.`;
    const memory = { action: 'add', kind: 'preference', content: quote, attribute: 'favourite lamp', quote };
    return JSON.stringify({ memories: text.includes(quote) ? [{ ...memory, confidence: 0.9 }] : [] });
  }

  async function settled(): Promise<void> {
    while ((await chat.call('GET', '/api/memory/status')).body.pending > 0)
      await new Promise((resume) => setTimeout(resume, 10));
  }

  const known = async (): Promise<Json[]> => (await chat.call('GET', '/api/memory')).body.data;
  const asked = (isIt: (body: ChatBody) => boolean) => chat.model.chats.filter(({ body }) => isIt(body!)).length;

  /** A message that is being learned from. */
  async function beingRead(): Promise<Json> {
    const before = asked(isReading);
    const { body } = await chat.ask({ message: `My favourite lamp is ${word}.` });
    await chat.model.until(() => asked(isReading) > before);
    return body;
  }

  it('a message is learned from', async () => {
    await beingRead();
    await settled();
    expect(await known()).toMatchObject([{ content: `My favourite lamp is ${word}.` }]);
  });

  it.each([
    ['its conversation is no longer remembered', (id: string) => ['PATCH', `/api/session/${id}`, { memory: false }]],
    ['everything is to be forgotten', () => ['DELETE', '/api/memory', { confirm: true }]],
  ] as const)('nothing is learned from a message while %s', async (_, change) => {
    const { session_id } = await beingRead();
    const [method, path, json] = change(session_id) as [string, string, object];
    expect((await chat.call(method, path, { json })).status).toBe(200);
    await settled();
    await new Promise((resume) => setTimeout(resume, SLOW_MS + 500));
    expect(await known()).toEqual([]);
  });

  it('what is learned from a message is said by a copy made meanwhile, too', async () => {
    const { session_id, message_id } = await beingRead();
    const forked = await chat.call('POST', `/api/session/${session_id}/fork`, { json: { message_id } });
    expect(forked.status).toBe(201);
    await settled();
    const [memory] = await known();
    expect((await chat.call('DELETE', `/api/memory/${memory!.id}`)).status).toBe(200);
    await settled();
    const json = { query: `favourite lamp ${word}`, kinds: ['episode'] };
    const { results } = (await chat.call('POST', '/api/memory/search', { json })).body;
    expect(results.filter(({ role }: Json) => role === 'user')).toEqual([]);
  });

  it('nothing is learned from a copy of a message that was forgotten meanwhile', async () => {
    const { session_id, message_id } = await beingRead();
    const [question] = await chat.messages(session_id);
    const forked = await chat.call('POST', `/api/session/${session_id}/fork`, { json: { message_id } });
    expect(forked.status).toBe(201);
    expect((await chat.call('DELETE', `/api/memory/${question!.id}`)).status).toBe(200);
    const answer = (await chat.messages(forked.body.session.id)).at(-1)!;
    const again = await chat.call('POST', '/api/chat/regenerate', { json: { message_id: answer.id } });
    expect(again.status).toBe(200);
    await settled();
    await new Promise((resume) => setTimeout(resume, SLOW_MS + 500));
    expect(await known()).toEqual([]);
  });

  /** A conversation that is being summed up. */
  async function beingSummedUp(): Promise<{ sessionId: string; first: Json }> {
    const messages = Array.from({ length: SUMMED_UP }, (_, i) => ({
      role: i % 2 ? 'assistant' : 'user',
      content:
        i === 0 ? `The harbour fence is painted by ${word}.` : `The fence near basin ${i} was painted ${i} times.`,
    }));
    const imported = await chat.call('POST', '/api/session/import', { json: { sessions: [{ title: 'T', messages }] } });
    const sessionId = imported.body.sessions[0].id;
    const before = asked(isSummary);
    await chat.ask({ message: 'And what comes after that?', session_id: sessionId });
    await chat.model.until(() => asked(isSummary) > before);
    return { sessionId, first: (await chat.messages(sessionId))[0]! };
  }

  async function summaryOf(sessionId: string): Promise<string> {
    for (;;) {
      const { summary } = (await chat.call('GET', `/api/memory/context/${sessionId}`)).body.context;
      if (summary !== null) return summary;
      await new Promise((resume) => setTimeout(resume, 20));
    }
  }

  it('a conversation is summed up', async () => {
    const { sessionId } = await beingSummedUp();
    expect(await summaryOf(sessionId)).toContain(word);
  });

  it('a summary of what was forgotten meanwhile is made again without it', async () => {
    const { sessionId, first } = await beingSummedUp();
    expect((await chat.call('DELETE', `/api/memory/${first.id}`)).status).toBe(200);
    expect(await summaryOf(sessionId)).toBe('Summed up, nothing of note.');
  });

  it.each([
    ['no longer remembered', (id: string) => ['PATCH', `/api/session/${id}`, { memory: false }]],
    ['forgotten with everything', () => ['DELETE', '/api/memory', { confirm: true }]],
  ] as const)('a summary of what is %s meanwhile is not kept', async (_, change) => {
    const { sessionId } = await beingSummedUp();
    const [method, path, json] = change(sessionId) as [string, string, object];
    expect((await chat.call(method, path, { json })).status).toBe(200);
    await new Promise((resume) => setTimeout(resume, 2 * SLOW_MS));
    const { context } = (await chat.call('GET', `/api/memory/context/${sessionId}`)).body;
    expect(context.summary ?? '').not.toContain(word);
  });
});
