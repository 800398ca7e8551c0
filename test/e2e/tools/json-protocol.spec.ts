import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Script } from '../../support/scripted-model/script.js';
import type { ChatBody } from '../../support/scripted-model/scripted-model.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture, expectWholeStream } from '../chat/chat-fixture.js';
import { typesOf } from './calling.js';

const CALL = '{"tool_calls":[{"name":"calculator","arguments":{"expression":"6*7"}}]}';
/** In pieces of a few characters, as models write. */
const pieces = (text: string): string[] => text.match(/[\s\S]{1,5}/g)!;
const lastOf = (body: ChatBody): string => String(body.messages.at(-1)!.content);

describe.each(testDatabases())('tools for a model that cannot take them, on %s', (database) => {
  let chat: ChatFixture;
  /** A model that answers 400 to tools, and otherwise as it is told. */
  const play = (model: string, script: (body: ChatBody) => Script) =>
    chat.model.playFor(model, (body) => (body.tools ? { fault: { kind: 'status', status: 400 } } : script(body)));
  const ask = async (model: string) => {
    const frames = await (await chat.stream({ message: 'What is six times seven?', model, agent: 'clerk' })).all();
    return { frames, end: expectWholeStream(frames) };
  };
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
    const json = { name: 'clerk', tools: ['calculator', 'remember'] };
    expect((await chat.call('POST', '/api/chat/agents', { json })).status).toBe(201);
  });
  afterAll(() => chat.stop());

  it.each([
    ['plain', CALL],
    ['fenced', '```json\n' + CALL + '\n```'],
    ['chatty', `I look it up.\n${CALL}`],
  ])('calls by JSON in the text, which nobody sees: %s', async (model, said) => {
    play(model, (body) => ({ tokens: lastOf(body).startsWith('Result of') ? ['It is 42.'] : pieces(said) }));
    const { frames, end } = await ask(model);
    expect(end).toMatchObject({ turn_status: 'complete', finish_reason: 'stop' });
    expect(end.response.endsWith('It is 42.')).toBe(true);
    expect(end.response).not.toContain('tool_calls');
    const types = typesOf(frames).filter((type) => type.startsWith('tool'));
    expect(types).toEqual(['tool-call', 'tool-result']);
    const [first, second] = chat.model.chats.slice(-2).map(({ body }) => body!);
    expect(String(first!.messages[0]!.content)).toContain('"name":"calculator"');
    expect(first).not.toHaveProperty('tools');
    expect(lastOf(second!)).toContain('Result of the tool calculator:\n6*7 = 42');
    expect(second!.messages.at(-2)).toMatchObject({ role: 'assistant' });
  });

  it('is not offered tools natively again for a while', async () => {
    play('again', () => ({ tokens: ['Hello.'] }));
    // Each server learns it by itself.
    await chat.app.onOne(async () => {
      await ask('again');
      const before = chat.model.chats.length;
      expect((await ask('again')).end.response).toBe('Hello.');
      expect(chat.model.chats.length - before).toBe(1);
    });
  });

  it('is offered tools natively still where it was something else that was refused', async () => {
    chat.model.playFor('able', (body) =>
      body.max_tokens === 77 ? { fault: { kind: 'status', status: 400 } } : { tokens: ['Hello.'] },
    );
    await chat.app.onOne(async () => {
      const json = { message: 'Hello', model: 'able', agent: 'clerk' };
      expect((await chat.ask({ ...json, max_tokens: 77 })).status).toBe(502);
      expect((await chat.ask(json)).body.response).toBe('Hello.');
      expect(chat.model.chats.at(-1)!.body).toHaveProperty('tools');
    });
  });

  it('is told once that its JSON is broken', async () => {
    play('broken', (body) => {
      if (lastOf(body).startsWith('Result of')) return { tokens: ['It is 42.'] };
      return { tokens: pieces(lastOf(body).includes('could not be read') ? CALL : CALL.slice(0, -3)) };
    });
    const { end } = await ask('broken');
    expect(end).toMatchObject({ turn_status: 'complete', response: 'It is 42.' });
  });

  it('fails, typed, where it stays broken', async () => {
    play('hopeless', () => ({ tokens: pieces(CALL.slice(0, -3)) }));
    const before = chat.model.chats.length;
    const { end } = await ask('hopeless');
    expect(end).toMatchObject({ turn_status: 'failed', code: 'tool_limit', response: '' });
    expect(chat.model.chats.length - before).toBe(3);
  });

  it('answers with other JSON as it likes', async () => {
    play('json', () => ({ tokens: pieces('{"answer": 42}') }));
    expect((await ask('json')).end.response).toBe('{"answer": 42}');
  });

  it('waits for a yes like any other, also over a restart', async () => {
    const call = '{"tool_calls":[{"name":"remember","arguments":{"content":"The user likes 42."}}]}';
    play('keeps', (body) => ({ tokens: lastOf(body).startsWith('Result of') ? ['Kept.'] : pieces(call) }));
    const open = await chat.stream({ message: 'Keep it', model: 'keeps', agent: 'clerk' });
    await open.until('approval-required');
    const { turn_id } = await open.start();
    await chat.app.restart();
    expect((await chat.call('POST', `/api/chat/turns/${turn_id}/approve`)).status).toBe(200);
    expect(await chat.turnOver(turn_id)).toMatchObject({ state: 'complete', response: 'Kept.' });
  });
});
