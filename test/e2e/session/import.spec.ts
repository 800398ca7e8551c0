import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { SessionCalls } from './session-calls.js';

const MIB = 1024 * 1024;
const say = (content: string, more: object = {}) => ({ role: 'user', content, ...more });

const CHATGPT = [
  {
    title: 'Trip to the coast',
    create_time: 1_700_000_000.5,
    conversation_id: 'conv-1',
    current_node: 'd',
    mapping: {
      root: { id: 'root', parent: null, children: ['a'], message: null },
      a: node('a', 'root', 'system', ''),
      b: node('b', 'a', 'user', 'Where shall we go?', 1_700_000_001),
      c: node('c', 'b', 'assistant', 'An answer that was replaced', 1_700_000_002),
      d: node('d', 'b', 'assistant', 'To the coast.', 1_700_000_003),
    },
  },
];

function node(id: string, parent: string, role: string, text: string, create_time: number | null = null) {
  const content = { content_type: 'text', parts: [text, { asset_pointer: 'file-service://x' }] };
  return { id, parent, children: [], message: { id: `m-${id}`, author: { role }, create_time, content, weight: 1 } };
}

describe.each(testDatabases())('POST /api/session/import on %s', (database) => {
  let app: RunningApp;
  let user: TestUser;
  let calls: SessionCalls;
  beforeAll(async () => {
    app = await startApp({ database });
    user = await registerUser(app);
    calls = new SessionCalls(app, user.token);
  });
  afterAll(() => app.stop());

  const post = (json: unknown, headers = {}) => calls.call('POST', '/import', { json, headers });
  const pending = async () => (await app.call('GET', '/api/memory/status', { token: user.token })).body.pending;

  it('keeps names, times and ids, and can be searched at once', async () => {
    const { status, body } = await post({
      sessions: [
        {
          external_id: 'talk-1',
          title: 'A talk',
          created_at: '2024-05-01T10:00:00+02:00',
          messages: [
            say('Shall we meet at the aquarium?', {
              name: 'Ada',
              external_id: 'D1:1',
              created_at: '2024-05-01T08:00:01Z',
            }),
            { role: 'assistant', content: 'Gladly.', name: 'Bob', external_id: 'D1:2' },
            { role: 'system', content: 'note' },
            { role: 'tool', content: '{}', name: 'clock' },
          ],
        },
        { messages: [] },
      ],
    });
    expect(status).toBe(201);
    expect(body.sessions).toEqual([
      { id: expect.any(String), external_id: 'talk-1', messages: 4 },
      { id: expect.any(String), external_id: null, messages: 0 },
    ]);
    const [{ id }] = body.sessions;
    expect((await calls.get(id)).body.session).toMatchObject({
      title: 'A talk',
      external_id: 'talk-1',
      message_count: 4,
      created_at: '2024-05-01T08:00:00.000Z',
    });
    const messages = await calls.messages(id);
    expect(messages[0]).toMatchObject({
      role: 'user',
      name: 'Ada',
      external_id: 'D1:1',
      content: 'Shall we meet at the aquarium?',
      created_at: '2024-05-01T08:00:01.000Z',
    });
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'system', 'tool']);
    expect(await pending()).toBe(0);
    const search = { token: user.token, json: { query: 'Where do we meet?' } };
    const { results } = (await app.call('POST', '/api/memory/search', search)).body;
    expect(results.map((hit: Json) => hit.external_id)).toContain('D1:1');
  });

  it('what was there already is returned as it is and changes nothing', async () => {
    const session = { external_id: 'again', title: 'First', messages: [say('once')] };
    const [first] = await calls.import([session]);
    const changed = { ...session, title: 'Second', messages: [say('once'), say('twice')] };
    expect(await calls.import([changed, changed])).toEqual([
      { id: first.id, external_id: 'again', messages: 1, existing: true },
      { id: first.id, external_id: 'again', messages: 1, existing: true },
    ]);
    expect((await calls.get(first.id)).body.session.title).toBe('First');
    const lines = await calls.ndjson([changed]);
    expect(lines.body.sessions).toMatchObject([{ id: first.id, existing: true }]);
    // Of another account's import it knows nothing.
    const other = new SessionCalls(app, (await registerUser(app)).token);
    const [theirs] = await other.import([session]);
    expect(theirs.existing).toBeUndefined();
    expect(theirs.id).not.toBe(first.id);
  });

  it('an empty id is none', async () => {
    const first = { external_id: '', messages: [say('one', { external_id: '' })] };
    const second = { external_id: '', messages: [say('two')] };
    const imported = [...(await calls.import([first, second])), ...(await calls.ndjson([first])).body.sessions];
    expect(imported.map(({ external_id, existing }: Json) => [external_id, existing])).toEqual([
      [null, undefined],
      [null, undefined],
      [null, undefined],
    ]);
    expect(new Set(imported.map(({ id }: Json) => id)).size).toBe(3);
    expect(await calls.messages(imported[1].id)).toMatchObject([{ content: 'two' }]);
  });

  it('an id that is no well-formed text is found again', async () => {
    const messages = [say('one', { external_id: 'm\ud800' }), say('two', { external_id: 'm\udc00' })];
    const session = { external_id: 'half a pair \ud83d', messages };
    const [first] = await calls.import([session]);
    expect(first).toEqual({ id: expect.any(String), external_id: 'half a pair \ufffd', messages: 2 });
    expect((await calls.messages(first.id)).map((message) => message.external_id)).toEqual(['m\ufffd', undefined]);
    expect(await calls.import([session, session])).toEqual([
      { ...first, existing: true },
      { ...first, existing: true },
    ]);
    const cut = JSON.stringify({ external_id: 'x\0y\ud800', messages: [say('one', { external_id: '\0' })] });
    const [line] = (await calls.ndjson([cut])).body.sessions;
    expect(line.external_id).toBe('xy\ufffd');
    expect((await calls.ndjson([cut])).body.sessions).toEqual([{ ...line, existing: true }]);
  });

  it('loses NUL characters, as JSON, NDJSON and of ChatGPT, and nothing else', async () => {
    const session = { title: 'a\0 title', messages: [say('one\0 two', { name: 'A\0da', external_id: 'nul\0' })] };
    const spoken = { title: 'gpt\0', mapping: { a: node('a', 'root', 'user', 'three\0 four') } };
    const refs = [
      ...(await calls.import([session, { messages: [say('beside it')] }])),
      ...(await calls.ndjson([JSON.stringify(session)])).body.sessions,
      ...(await post([spoken])).body.sessions,
    ];
    const told = await Promise.all(
      refs.map(async ({ id }: Json) => {
        const [{ content, name }] = (await calls.messages(id)) as [Json];
        return [(await calls.get(id)).body.session.title, content, name];
      }),
    );
    expect(told).toEqual([
      ['a title', 'one two', 'Ada'],
      ['beside it', 'beside it', undefined],
      ['a title', 'one two', 'Ada'],
      ['gpt', 'three four', undefined],
    ]);
  });

  it('keeps whether an answer is whole, and takes what others call a state for nothing', async () => {
    const states = ['complete', 'running', 'incomplete', 'failed', 'done', 7, null, undefined];
    const messages = states.map((state) => ({ role: 'assistant', content: 'x', state }));
    const [{ id }] = await calls.import([{ messages }]);
    const [first, second, third, fourth, ...others] = (await calls.messages(id)).map(({ state }) => state);
    expect([first, second, third, fourth]).toEqual(['complete', 'incomplete', 'incomplete', 'failed']);
    expect(others).toEqual(['complete', 'complete', 'complete', 'complete']);
  });

  it('twenty imports of the same conversation at once make one', async () => {
    const session = { external_id: 'raced', messages: [say('one'), say('two')] };
    const answers = await Promise.all(Array.from({ length: 20 }, () => calls.import([session])));
    expect(new Set(answers.map(([{ id }]: Json) => id)).size).toBe(1);
    expect(answers.filter(([{ existing }]: Json) => !existing)).toHaveLength(1);
    expect(await calls.messages(answers[0][0].id)).toHaveLength(2);
  });

  it('imports that share some of their conversations make each of them once', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (let round = 0; round < 5; round++) {
      const sessions = ids.map((id) => ({ external_id: `shared-${round}-${id}`, messages: [say(id)] }));
      const some = (i: number) => (i % 4 === 0 ? sessions : [sessions[i % sessions.length]!]);
      const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => calls.import(some(i))));
      const made = answers.flat().filter(({ existing }: Json) => !existing);
      expect(made.map(({ external_id }: Json) => external_id).sort()).toEqual(sessions.map((one) => one.external_id));
    }
  });

  it('takes a ChatGPT export: the path that was seen, with its times', async () => {
    const { status, body } = await post(CHATGPT);
    expect(status).toBe(201);
    expect(body.sessions).toMatchObject([{ external_id: 'conv-1', messages: 2 }]);
    const { id } = body.sessions[0];
    expect((await calls.get(id)).body.session).toMatchObject({
      title: 'Trip to the coast',
      created_at: '2023-11-14T22:13:20.500Z',
    });
    expect(await calls.messages(id)).toMatchObject([
      { role: 'user', content: 'Where shall we go?', external_id: 'm-b', created_at: '2023-11-14T22:13:21.000Z' },
      { role: 'assistant', content: 'To the coast.', external_id: 'm-d' },
    ]);
    expect((await post(CHATGPT)).body.sessions[0]).toMatchObject({ id, existing: true });
  });

  it('takes a ChatGPT conversation whose last place is not in it, and what was spoken in it', async () => {
    const spoken = { content_type: 'audio_transcription', text: 'Can you hear me?', direction: 'in' };
    const mapping = {
      a: node('a', 'root', 'user', 'Hello'),
      b: { ...node('b', 'a', 'user', ''), message: { ...node('b', 'a', 'user', '').message } },
      c: node('c', 'b', 'assistant', 'I can.'),
    };
    mapping.b.message.content = { content_type: 'multimodal_text', parts: [spoken as never, { asset_pointer: 'x' }] };
    const { status, body } = await post([{ title: 'A call', id: 'spoken', current_node: 'gone', mapping }]);
    expect([status, body.sessions[0].messages]).toEqual([201, 3]);
    const messages = await calls.messages(body.sessions[0].id);
    expect(messages.map(({ content }) => content)).toEqual(['Hello', 'Can you hear me?', 'I can.']);
  });

  it('takes NDJSON line by line; bad lines are named, good ones are in', async () => {
    const long = JSON.stringify({ messages: [say('x'.repeat(MIB))] });
    const { status, body } = await calls.ndjson([
      { external_id: 'line-1', messages: [say('one')] },
      'not json',
      '',
      { external_id: 'line-4', messages: 'none' },
      { external_id: 'line-5', messages: [{ role: 'king', content: 'x' }] },
      long,
      'null',
      '[]',
      { external_id: 'line-9', messages: [say('nine')] },
    ]);
    expect(status).toBe(201);
    expect(body.sessions.map((session: Json) => session.external_id)).toEqual(['line-1', 'line-9']);
    expect(body.rejected.map(({ line, code }: Json) => [line, code])).toEqual([
      [2, 'invalid_json'],
      [4, 'validation_failed'],
      [5, 'validation_failed'],
      [6, 'payload_too_large'],
      [7, 'validation_failed'],
      [8, 'validation_failed'],
    ]);
    for (const { error } of body.rejected) expect(error).toEqual(expect.any(String));
    expect(await pending()).toBe(0);
  });

  it('takes a line of just under a mebibyte', async () => {
    const { body } = await calls.ndjson([{ messages: [say('x'.repeat(MIB - 100))] }]);
    expect(body.sessions).toHaveLength(1);
    expect((await calls.messages(body.sessions[0].id))[0].content).toHaveLength(MIB - 100);
  });

  it('an idempotency key makes one import, though nothing has an id of its own', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const json = { sessions: [{ messages: [say('no id of my own')] }] };
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(json, key)));
    answers.push(await post(json, key));
    for (const { status, body } of answers) {
      expect(status).toBe(201);
      expect(body).toEqual(answers[0]!.body);
    }
    const other = await post({ sessions: [{ messages: [say('something else')] }] }, key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_mismatch']);
    const without = await post(json);
    expect(without.body.sessions[0].id).not.toBe(answers[0]!.body.sessions[0].id);
  });

  it('the key works for NDJSON too', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const lines = [{ messages: [say('a line without id')] }];
    const first = await calls.ndjson(lines, key);
    const second = await calls.ndjson(lines, key);
    expect(second.body).toEqual(first.body);
    const other = await calls.ndjson([{ messages: [say('another line')] }], key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_mismatch']);
  });

  it.each([
    ['no sessions', {}],
    ['sessions that are no list', { sessions: {} }],
    ['a session without messages', { sessions: [{}] }],
    ['a message without content', { sessions: [{ messages: [{ role: 'user' }] }] }],
    ['an unknown role', { sessions: [{ messages: [{ role: 'king', content: 'x' }] }] }],
    ['a time that is none', { sessions: [{ created_at: 'yesterday', messages: [] }] }],
    ['a list of numbers', [1, 2]],
  ])('refuses %s and takes nothing', async (_name, json) => {
    const before = (await calls.all('')).length;
    const good = { messages: [say('good')] };
    const body = 'sessions' in json && Array.isArray(json.sessions) ? { sessions: [good, ...json.sessions] } : json;
    const answer = await post(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
    expect(answer.body.details.length).toBeGreaterThan(0);
    expect(await calls.all('')).toHaveLength(before);
  });

  it('limits: 8 MiB of JSON', async () => {
    const content = 'x'.repeat(MIB);
    const fits = { sessions: [{ messages: Array.from({ length: 7 }, () => say(content)) }] };
    expect((await post(fits)).status).toBe(201);
    const tooLarge = { sessions: [{ messages: Array.from({ length: 8 }, () => say(content)) }] };
    const { status, body } = await post(tooLarge);
    expect([status, body.code]).toEqual([413, 'payload_too_large']);
  });

  it('needs an account', async () => {
    const json = { sessions: [{ messages: [] }] };
    expect((await app.call('POST', '/api/session/import', { json })).status).toBe(401);
  });
});
