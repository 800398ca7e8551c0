import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser } from '../../support/register-user.js';
import { startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture, expectWholeStream } from '../chat/chat-fixture.js';
import { callsThenSays, typesOf } from '../tools/calling.js';

const schema = {
  type: 'object',
  required: ['city', 'people'],
  properties: { city: { type: 'string' }, people: { type: 'integer' } },
  additionalProperties: false,
};
const response_format = { type: 'json_schema', json_schema: { name: 'place', schema, strict: true } };
const GOOD = '{"city":"Bergen","people":290000}';
const BAD = '{"city":"Bergen","people":"many"}';
const pieces = (text: string): string[] => text.match(/[\s\S]{1,7}/g)!;

describe.each(testDatabases())('answers in a shape on %s', (database) => {
  let chat: ChatFixture;
  const asked = () => chat.model.chats.at(-1)!.body! as unknown as Record<string, unknown>;
  const ask = (model: string, more: object = {}) =>
    chat.ask({ message: 'Which city?', model, response_format, ...more });
  beforeAll(async () => {
    chat = await ChatFixture.start(database, { LLM_PROFILES: JSON.stringify({ wordy: { json_schema: false } }) });
  });
  afterAll(() => chat.stop());

  it('are asked for upstream, checked, and given as they are', async () => {
    chat.model.playFor('good', { tokens: pieces(GOOD) });
    const { status, body } = await ask('good');
    expect([status, body.response, body.turn_status]).toEqual([200, GOOD, 'complete']);
    expect(asked().response_format).toEqual(response_format);
    chat.model.playFor('object', { tokens: pieces('```json\n{"a":1}\n```') });
    expect((await ask('object', { response_format: { type: 'json_object' } })).body.response).toBe('{"a":1}');
    expect(asked().response_format).toEqual({ type: 'json_object' });
    await chat.ask({ message: 'Hello', model: 'good' });
    expect(asked()).not.toHaveProperty('response_format');
  });

  it.each([
    ['natively', 'roomy', 5],
    ['in words', 'wordy', 7],
  ])('leave the prompt the room their schema takes %s', async (_how, model, messages) => {
    chat.model.playFor(model, { tokens: pieces(GOOD) });
    let session_id: string | undefined;
    for (let i = 0; i < 4; i++)
      session_id = (await chat.ask({ message: 'long '.repeat(1500), model, session_id })).body.session_id;
    const large = { ...schema, description: 'Of a place. '.repeat(500) };
    const format = { type: 'json_schema', json_schema: { name: 'place', schema: large } };
    const question = { message: 'Which city?', model, session_id, response_format: format };
    const preview = await chat.call('POST', '/api/chat/context/preview', { json: question });
    const { body } = await chat.ask(question);
    expect(body.response).toBe(GOOD);
    const sent = JSON.stringify([asked().messages, asked().response_format]);
    expect(sent.length / 4).toBeLessThan(8192 * 0.75);
    expect((asked().messages as unknown[]).length).toBe(messages);
    const { context } = (await chat.call('GET', `/api/chat/messages/${body.message_id}/context`)).body;
    expect(context.used).toBeLessThanOrEqual(context.limit);
    expect(context.limit).toBeLessThan(8192 * 0.75 - 1500);
    expect(preview.body.context).toMatchObject({ limit: context.limit });
  });

  it.each([
    ['natively', 'passing'],
    ['in words', 'wordy'],
  ])('are asked for of whoever the conversation is passed to %s', async (_how, model) => {
    for (const agent of [
      { name: `${model} hall`, instructions: 'You greet.', handoffs: [`${model} atlas`] },
      { name: `${model} atlas`, instructions: 'You know cities.' },
    ]) {
      expect((await chat.call('POST', '/api/chat/agents', { json: agent })).status).toBe(201);
    }
    chat.model.playFor(model, callsThenSays([[{ name: 'hand_off', args: { agent: `${model} atlas` } }]], pieces(GOOD)));
    const { body } = await ask(model, { agent: `${model} hall` });
    expect([body.response, body.turn_status]).toEqual([GOOD, 'complete']);
    const systems = chat.model.chats.slice(-2).map((chatted) => String(chatted.body!.messages[0]!.content));
    expect(systems).toEqual([expect.stringContaining('You greet.'), expect.stringContaining('You know cities.')]);
    for (const system of systems) expect(system).toContain(JSON.stringify(schema));
  });

  it('may have fields of any name', async () => {
    const properties = { constructor: { type: 'string' }, prototype: { type: 'integer' }, toString: { type: 'null' } };
    const car = { type: 'object', required: ['prototype'], properties, additionalProperties: false };
    const format = { type: 'json_schema', json_schema: { name: 'car', schema: car } };
    const made = '{"constructor":"Benz","prototype":1}';
    chat.model.playFor('named', { tokens: pieces(made) });
    expect((await ask('named', { response_format: format })).body.response).toBe(made);
    expect(asked().response_format).toEqual(format);
  });

  it('are told once they fit, and repaired once', async () => {
    chat.model.playFor('repairs', (body) => ({
      tokens: pieces(String(body.messages.at(-1)!.content).includes('does not fit') ? GOOD : BAD),
    }));
    const frames = await (await chat.stream({ message: 'Which city?', model: 'repairs', response_format })).all();
    const end = expectWholeStream(frames);
    expect(end).toMatchObject({ turn_status: 'complete', response: GOOD });
    expect(end.usage.prompt_tokens).toBe(20);
    expect(typesOf(frames)).toEqual(['turn-start', 'context-ready', 'text-delta', 'turn-end']);
    expect(chat.model.chats.at(-1)!.body!.messages.at(-2)).toEqual({ role: 'assistant', content: BAD });
  });

  it('fail, typed, where they never fit; what was received is kept', async () => {
    chat.model.playFor('never', { tokens: pieces(BAD) });
    const before = chat.model.chats.length;
    const { status, body } = await ask('never');
    expect([status, body.code]).toEqual([502, 'invalid_output']);
    expect(body.error).toContain('/people must be integer');
    expect(chat.model.chats.length - before).toBe(2);
    expect(await chat.turn(body.turn_id)).toMatchObject({ state: 'failed', code: 'invalid_output', response: BAD });
    const [, answer] = await chat.messages(body.session_id);
    expect(answer).toMatchObject({ state: 'failed', content: BAD });
  });

  it('keep what was received where asking again fails', async () => {
    chat.model.playFor('once', (body) =>
      String(body.messages.at(-1)!.content).includes('does not fit')
        ? { fault: { kind: 'status', status: 403 } }
        : { tokens: pieces(BAD) },
    );
    const { status, body } = await ask('once');
    expect([status, body.code]).toEqual([502, 'upstream_rejected']);
    expect(await chat.turn(body.turn_id)).toMatchObject({ state: 'incomplete', response: BAD });
  });

  it('are repaired after a yes with what the model may be asked', async () => {
    const keep = callsThenSays([[{ name: 'remember', args: { content: 'The user likes Turku.' } }]], pieces(BAD));
    chat.model.playFor('strict', (body) => {
      const { messages } = body;
      const open = messages.some(({ tool_calls: calls }, i) => calls && messages[i + 1]?.role !== 'tool');
      if (open) return { fault: { kind: 'status', status: 400 } };
      return String(messages.at(-1)!.content).includes('does not fit') ? { tokens: pieces(GOOD) } : keep(body);
    });
    await chat.call('POST', '/api/chat/agents', { json: { name: 'keeper', tools: ['remember'] } });
    const { body } = await ask('strict', { agent: 'keeper' });
    await chat.call('POST', `/api/chat/turns/${body.turn_id}/approve`);
    expect(await chat.turnOver(body.turn_id)).toMatchObject({ state: 'complete', response: GOOD });
  });

  it('are asked for in words where the server does not take the format', async () => {
    chat.model.playFor('plain', (body) =>
      'response_format' in body ? { fault: { kind: 'status', status: 400 } } : { tokens: pieces(GOOD) },
    );
    expect((await ask('plain')).body.response).toBe(GOOD);
    expect(String(chat.model.chats.at(-1)!.body!.messages[0]!.content)).toContain('"people":{"type":"integer"}');
  });

  it('may use tools on the way, also ones that need a yes', async () => {
    const json = { name: 'clerk', tools: ['calculator', 'remember'] };
    await chat.call('POST', '/api/chat/agents', { json });
    const calls = [[{ name: 'calculator', args: { expression: '29*10000' } }]];
    chat.model.playFor('tools', callsThenSays(calls, pieces(GOOD)));
    expect((await ask('tools', { agent: 'clerk' })).body.response).toBe(GOOD);
    const keep = [[{ name: 'remember', args: { content: 'The user likes Bergen.' } }]];
    chat.model.playFor('keeps', callsThenSays(keep, pieces(GOOD)));
    const { status, body } = await ask('keeps', { agent: 'clerk' });
    expect(status).toBe(202);
    await chat.call('POST', `/api/chat/turns/${body.turn_id}/approve`);
    expect(await chat.turnOver(body.turn_id)).toMatchObject({ state: 'complete', response: GOOD });
  });

  it('that are cut off are incomplete, as ever', async () => {
    chat.model.playFor('long', { tokens: pieces(GOOD.slice(0, 12)), finishReason: 'length' });
    const { body } = await ask('long');
    expect(body).toMatchObject({ turn_status: 'incomplete', reason: 'length', response: GOOD.slice(0, 12) });
  });

  it.each([
    [{ type: 'json_schema' }],
    [{ type: 'xml' }],
    [{ type: 'json_schema', json_schema: { name: 'a b', schema } }],
    [{ type: 'json_schema', json_schema: { name: 'a', schema: [] } }],
    [{ type: 'json_schema', json_schema: { name: 'a', schema: { type: 'nonsense' } } }],
    [{ type: 'json_schema', json_schema: { name: 'a', schema: { $ref: 'http://127.0.0.1/schema' } } }],
    [{ type: 'json_schema', json_schema: { name: 'a', schema: { pattern: '(a)\\1' } } }],
    [{ type: 'json_object', colour: 'red' }],
  ])('are refused before the turn begins: %j', async (format) => {
    const { status, body } = await ask('good', { response_format: format });
    expect([status, body.code]).toEqual([400, 'validation_failed']);
    expect(body.details[0].field).toContain('response_format');
  });

  it('do not stall others, whatever the pattern', async () => {
    const pattern = { type: 'object', properties: { a: { type: 'string', pattern: '^(a|a)*$' } } };
    chat.model.playFor('evil', { tokens: [JSON.stringify({ a: `${'a'.repeat(5000)}!` })] });
    const format = { type: 'json_schema', json_schema: { name: 'evil', schema: pattern } };
    expect((await ask('evil', { response_format: format })).body.code).toBe('invalid_output');
  });
});

describe('answers in a shape without a model', () => {
  it('are refused in one sentence', async () => {
    const app = await startApp();
    try {
      const { token } = await registerUser(app);
      const { status, body } = await app.call('POST', '/api/chat', { token, json: { message: 'Hi', response_format } });
      expect([status, body.code]).toEqual([400, 'bad_request']);
      expect(body.error).toContain('language model');
    } finally {
      await app.stop();
    }
  });
});
