import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_TOKENS } from '../../support/scripted-model/script.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture, expectWholeStream } from './chat-fixture.js';

const ANSWER = DEFAULT_TOKENS.join('');
const ID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

describe.each(testDatabases())('POST /api/chat on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
  });
  afterAll(() => chat.stop());

  it('answers at once when not streaming, in a conversation made for it', async () => {
    const { status, body } = await chat.ask({ message: 'What is the answer?' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'success',
      response: ANSWER,
      session_id: ID,
      turn_id: ID,
      user_message_id: ID,
      message_id: ID,
      model: 'scripted',
      finish_reason: 'stop',
      citations: [],
      memories: [],
      usage: { prompt_tokens: 10, completion_tokens: 6, total_tokens: 16, estimated: false },
    });
    const [question, answer, ...more] = await chat.messages(body.session_id);
    expect(more).toEqual([]);
    expect(question).toMatchObject({ id: body.user_message_id, role: 'user', content: 'What is the answer?' });
    expect(question.parent_id).toBeNull();
    expect(answer).toMatchObject({
      id: body.message_id,
      parent_id: question.id,
      role: 'assistant',
      content: ANSWER,
      state: 'complete',
      turn_id: body.turn_id,
      model: 'scripted',
      usage: body.usage,
    });
    const session = await chat.call('GET', `/api/session/${body.session_id}`);
    expect(session.body.session).toMatchObject({ title: 'What is the answer?', message_count: 2 });
  });

  it('streams numbered frames that say what is saved', async () => {
    const open = await chat.stream({ message: 'Stream it' });
    expect(open.response.status).toBe(200);
    expect(open.response.headers.get('content-type')).toContain('text/event-stream');
    expect(open.response.headers.get('cache-control')).toBe('no-cache, no-transform');
    expect(open.response.headers.get('x-accel-buffering')).toBe('no');
    const frames = await open.all();
    const end = expectWholeStream(frames);
    // Deltas that arrive together may leave together.
    const types = frames.map(({ type }) => type).join(' ');
    expect(types).toMatch(/^turn-start context-ready( text-delta)+ turn-end$/);
    const start = frames[0]!.data;
    expect(start).toMatchObject({
      session_id: ID,
      turn_id: ID,
      user_message_id: ID,
      message_id: ID,
      model: 'scripted',
    });
    expect(frames[1]!.data).toMatchObject({ citations: [], memories: [], missing: [] });
    expect(end).toMatchObject({
      turn_status: 'complete',
      response: ANSWER,
      session_id: start.session_id,
      message_id: start.message_id,
      finish_reason: 'stop',
      citations: [],
      usage: { total_tokens: 16, estimated: false },
    });
    const saved = await chat.messages(start.session_id);
    expect(saved.map(({ content }) => content)).toEqual(['Stream it', ANSWER]);
    expect(saved[1].turn_id).toBe(start.turn_id);
  });

  it('sends the first frame while the model is still silent, and the row is there by then', async () => {
    chat.model.playFor('silent', { fault: { kind: 'silence' } });
    const open = await chat.stream({ message: 'Anybody there?', model: 'silent' });
    const start = await open.start();
    const saved = await chat.messages(start.session_id);
    expect(saved).toMatchObject([
      { id: start.user_message_id, content: 'Anybody there?' },
      { id: start.message_id, state: 'running', content: '', turn_id: start.turn_id },
    ]);
    await chat.call('POST', `/api/chat/turns/${start.turn_id}/stop`);
    await open.all();
  });

  it('sends the conversation so far, the question last, with the options of the request', async () => {
    const first = await chat.ask({ message: 'My name is Ada', memory: false });
    const { session_id } = first.body;
    await chat.call('PATCH', `/api/session/${session_id}`, { json: { system_prompt: 'Be brief.' } });
    await chat.ask({ message: 'What is it?', session_id, temperature: 0.5, max_tokens: 99, memory: false });
    const { body } = chat.model.chats.at(-1)!;
    expect(body).toMatchObject({ temperature: 0.5, max_tokens: 99, stream: true });
    expect(body!.messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'My name is Ada' },
      { role: 'assistant', content: ANSWER },
      { role: 'user', content: 'What is it?' },
    ]);
    expect((await chat.messages(session_id)).map(({ role }) => role)).toEqual([
      'user',
      'assistant',
      'user',
      'assistant',
    ]);
  });

  it('says when it had to estimate the usage', async () => {
    chat.model.playFor('no-usage', { noUsage: true });
    const { body } = await chat.ask({ message: 'How much was that?', model: 'no-usage' });
    expect(body.usage).toMatchObject({ estimated: true });
    expect(body.usage.prompt_tokens).toBeGreaterThan(0);
    expect(body.usage.total_tokens).toBe(body.usage.prompt_tokens + body.usage.completion_tokens);
  });

  it('names the length as the reason where the model ran out of tokens', async () => {
    chat.model.playFor('short', { finishReason: 'length' });
    const { status, body } = await chat.ask({ message: 'Tell me everything', model: 'short' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ turn_status: 'incomplete', reason: 'length', response: ANSWER });
    expect((await chat.messages(body.session_id))[1]).toMatchObject({ state: 'incomplete', reason: 'length' });
  });

  it.each([
    ['a pair split over two deltas', ['smile \ud83d', '\ude00!'], 'smile 😀!'],
    ['NUL and other controls', ['a\u0000b', '\u0007c'], undefined],
    ['a lone surrogate', ['x\ud83dy'], undefined],
    ['line ends of all kinds', ['a\r\nb\rc\nd\u2028e'], 'a\r\nb\rc\nd\u2028e'],
  ])('saves what it streams: %s', async (_name, tokens, text) => {
    const name = `odd-${Buffer.from(tokens.join('')).toString('hex')}`;
    chat.model.playFor(name, { tokens });
    const frames = await (await chat.stream({ message: 'Say something odd', model: name })).all();
    const end = expectWholeStream(frames);
    expect(end.turn_status).toBe('complete');
    if (text !== undefined) expect(end.response).toBe(text);
    const [, answer] = await chat.messages(end.session_id);
    expect(answer.content).toBe(end.response);
  });

  it('keeps a question exactly as it was sent', async () => {
    const message = '  Ünïcödé \n\t"quotes" \\ 😀 <b>&amp;</b> \u202e end  ';
    const { body } = await chat.ask({ message });
    expect((await chat.messages(body.session_id))[0].content).toBe(message);
    expect(JSON.stringify(chat.model.chats.at(-1)!.body!.messages.at(-1)!.content)).toContain('end');
  });

  it.each([
    [{}, 'message'],
    [{ message: '' }, 'message'],
    [{ message: ' \n\t' }, 'message'],
    [{ message: 7 }, 'message'],
    [{ message: 'x'.repeat(500_001) }, 'message'],
    [{ message: 'x', session_id: 'nonsense' }, 'session_id'],
    [{ message: 'x', parent_id: 'nonsense' }, 'parent_id'],
    [{ message: 'x', streaming: 'yes' }, 'streaming'],
    [{ message: 'x', temperature: 3 }, 'temperature'],
    [{ message: 'x', temperature: '1' }, 'temperature'],
    [{ message: 'x', max_tokens: 0 }, 'max_tokens'],
    [{ message: 'x', documents: 'all' }, 'documents'],
    [{ message: 'x', documents: ['nonsense'] }, 'documents'],
    [{ message: 'x', memory: 'no' }, 'memory'],
    [{ message: 'x', attachments: ['nonsense'] }, 'attachments'],
    [{ message: 'x', user_id: 'x' }, 'user_id'],
  ])('refuses %j and asks no model', async (json, field) => {
    const before = chat.model.chats.length;
    for (const streaming of [false, true]) {
      const { status, body } = await chat.ask('streaming' in json ? json : { ...json, streaming });
      expect([status, body.code]).toEqual([400, 'validation_failed']);
      expect(body.details.map((detail: { field: string }) => detail.field.split('.')[0])).toContain(field);
    }
    expect(chat.model.chats).toHaveLength(before);
  });

  it('answers alike for what is absent and what is somebody else’s, before any stream', async () => {
    const { body: mine } = await chat.ask({ message: 'mine' });
    const absent = '01890000-0000-7000-8000-000000000000';
    const before = chat.model.chats.length;
    const bodies = [
      { session_id: mine.session_id },
      { session_id: absent },
      { session_id: mine.session_id, parent_id: mine.message_id },
      { parent_id: mine.message_id },
      { attachments: [absent] },
    ];
    for (const body of bodies) {
      for (const streaming of [false, true]) {
        const answer = await chat.ask({ message: 'x', streaming, ...body }, { token: chat.other.token });
        expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
      }
    }
    expect(chat.model.chats).toHaveLength(before);
    expect(await chat.messages(mine.session_id)).toHaveLength(2);
  });

  it.each([
    ['GET', (t: string) => `/api/chat/turns/${t}`],
    ['GET', (t: string) => `/api/chat/turns/${t}/events`],
    ['POST', (t: string) => `/api/chat/turns/${t}/stop`],
  ])('%s of a turn is 404 for somebody else, as for an absent one', async (method, path) => {
    const { body: mine } = await chat.ask({ message: 'mine' });
    const answers = [
      await chat.call(method, path(mine.turn_id), { token: chat.other.token }),
      await chat.call(method, path('01890000-0000-7000-8000-000000000000')),
    ];
    for (const { status, body } of answers) expect([status, body.code]).toEqual([404, 'not_found']);
    expect((await chat.call(method, path('nonsense'))).status).toBe(400);
    expect((await chat.app.call(method, path(mine.turn_id))).status).toBe(401);
  });
});
