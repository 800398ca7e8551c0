import { get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { onDatabase } from '../stats/stats-calls.js';
import { SessionCalls } from './session-calls.js';

const LONG = 20_000;
/** Small requests of somebody else that are answered while long conversations are exported. */
const SERVED = 10;
const SPEAKERS: Record<string, string> = { user: 'You', assistant: 'Assistant', tool: 'Tool', system: 'System' };
const TYPES = { json: 'application/json; charset=utf-8', markdown: 'text/markdown; charset=utf-8' };
const IDENTITY = { 'accept-encoding': 'identity' };
const GZIP = { 'accept-encoding': 'gzip' };
type Format = keyof typeof TYPES;
const FORMATS: Format[] = ['json', 'markdown'];

/** What an export is to be, from what the routes of conversations and messages tell. */
function expected(format: Format, session: Json, messages: Json[]): string {
  const elsewhere = session.message_count - messages.length;
  if (format === 'markdown') {
    const note = elsewhere ? `*Not in it: ${elsewhere} messages on other branches.*\n\n` : '';
    const parts = messages.map((m) => `## ${m.name ?? SPEAKERS[m.role]} · ${m.created_at}\n\n${m.content}\n`);
    return `# ${session.title ?? 'Conversation'}\n\n${note}${parts.join('\n')}`;
  }
  const kept = messages.map(({ id, external_id, role, name, content, created_at }) => ({
    external_id: external_id ?? id,
    role,
    ...(name && { name }),
    content,
    created_at,
  }));
  const { title, created_at } = session;
  const others = elsewhere && { messages_on_other_branches: elsewhere };
  const sessions = [{ external_id: session.external_id ?? session.id, title, created_at, ...others, messages: kept }];
  return JSON.stringify({ format: 'rai-chat', version: 1, sessions });
}

/** All kinds of texts, some long, some of 4 bytes a character, none alike. */
const said = Array.from({ length: 640 }, (_, i) => ({
  role: ['user', 'assistant', 'tool', 'system'][i % 4],
  ...(i % 3 === 0 && { external_id: `said "${i}"` }),
  ...(i % 5 === 0 && { name: `näme ${i}` }),
  content: `${i}: "quoted" \\ \n\ttab \u2028 🦜${i % 50 === 7 ? ` ${'long 🦜é"'.repeat(9000)}` : ''}`,
}));

describe.each(testDatabases())('GET /api/session/:id/export on %s', (database) => {
  let chat: ChatFixture;
  let calls: SessionCalls;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
    chat.model.play((body) => ({ tokens: [`re: ${body.messages.at(-1)!.content as string}`] }));
    calls = new SessionCalls(chat.app, chat.user.token);
  });
  afterAll(() => chat.stop());

  const ask = async (session_id: string, message: string, more: object = {}) =>
    (await chat.ask({ message, memory: false, session_id, ...more })).body;
  const send = (id: string, format: string, headers: Record<string, string> = {}, method = 'GET') =>
    chat.app.send(method, `/api/session/${id}/export?format=${format}`, { token: chat.user.token, headers });
  const whole = async (id: string, format: Format) =>
    expected(format, (await calls.get(id)).body.session, await calls.messages(id));
  const jsonOf = async (id: string) => (await (await send(id, 'json')).json()) as Json;
  /** Status, and the headers that say what is sent and how. */
  const told = ({ status, headers }: Response) => ({
    status,
    type: headers.get('content-type'),
    encoding: headers.get('content-encoding'),
    vary: headers.get('vary'),
    name: headers.get('content-disposition'),
    cache: headers.get('cache-control'),
  });
  const tells = (format: Format, encoding: string | null = null) => ({
    status: 200,
    type: TYPES[format],
    encoding,
    vary: format === 'json' ? 'Accept-Encoding' : null,
    name: null,
    cache: 'no-store',
  });

  /** Imported, then gone on with: an attachment, a question that was asked another way, another answer. */
  async function branched(): Promise<string> {
    const [{ id }] = await calls.import([{ title: 'Ä "title"', messages: said }]);
    const form = new FormData();
    form.append('file', new Blob(['what is attached']), 'attached.txt');
    const { file } = (await chat.call('POST', '/api/files', { body: form })).body;
    const one = await ask(id, 'one', { attachments: [file.id] });
    await ask(id, 'two');
    await ask(id, '2b', { parent_id: one.message_id });
    const three = await ask(id, 'three');
    await chat.call('POST', '/api/chat/regenerate', { json: { message_id: three.message_id } });
    await ask(id, 'four');
    return id;
  }

  it.each(FORMATS)('gives a long branched conversation as %s, byte for byte', async (format) => {
    const id = await branched();
    const text = await whole(id, format);
    expect((await calls.messages(id)).length).toBe(said.length + 8);
    const plain = await send(id, format, IDENTITY);
    expect(told(plain)).toEqual(tells(format));
    expect(Buffer.from(await plain.arrayBuffer()).equals(Buffer.from(text))).toBe(true);
    const packed = await send(id, format, GZIP);
    expect(told(packed)).toEqual(tells(format, format === 'json' ? 'gzip' : null));
    expect((await packed.text()) === text).toBe(true);
    const head = await send(id, format, GZIP, 'HEAD');
    expect(told(head)).toEqual(tells(format));
    expect(await head.text()).toBe('');
    expect(await ifNoneMatch(id, format)).toEqual([304, '']);
  });

  /** `fetch` would say more about what it has and wants. */
  async function ifNoneMatch(id: string, format: Format): Promise<[number, string]> {
    const headers = { authorization: `Bearer ${chat.user.token}`, 'if-none-match': '*' };
    const url = `${chat.app.url}/api/session/${id}/export?format=${format}`;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(url, { headers }, resolve).on('error', reject);
    });
    return [response.statusCode!, String(await buffer(response))];
  }

  it.each(FORMATS)('gives a short conversation, and one without messages, as %s, with its length', async (format) => {
    const [{ id }] = await calls.import([{ messages: said.slice(0, 4) }]);
    for (const one of [id, (await calls.create({})).id]) {
      const text = await whole(one, format);
      const length = `${Buffer.byteLength(text)}`;
      const response = await send(one, format, IDENTITY);
      expect([response.headers.get('content-length'), response.headers.get('content-type')]).toEqual([
        length,
        TYPES[format],
      ]);
      expect(await response.text()).toBe(text);
      expect((await send(one, format, IDENTITY, 'HEAD')).headers.get('content-length')).toBe(length);
    }
  });

  it.each(FORMATS)('lets others in between, as %s', async (format) => {
    const messages = Array.from({ length: LONG }, (_, i) => ({ role: 'user', content: `${i}` }));
    const [{ id }] = await calls.import([{ messages }]);
    const theirs = new SessionCalls(chat.app, chat.other.token);
    const { id: other } = await theirs.create({});
    let served = 0;
    let isDone = false;
    const read = async () => (await send(id, format, IDENTITY)).text();
    const exporting = Promise.all(Array.from({ length: 4 }, read)).finally(() => (isDone = true));
    while (!isDone) {
      await theirs.get(other);
      served++;
    }
    expect(new Set(await exporting).size).toBe(1);
    expect(served).toBeGreaterThan(SERVED);
  });

  /** More than the sockets hold: what nobody has read yet is not sent. */
  async function large(): Promise<string> {
    const messages = Array.from({ length: 400 }, (_, i) => ({ role: 'user', content: `${i}` }));
    const [{ id }] = await calls.import([{ messages }]);
    const more = 'x'.repeat(100_000);
    await onDatabase(chat.app, `UPDATE messages SET content = content || '${more}' WHERE session_id = '${id}'`);
    return id;
  }

  it.each(FORMATS)('shows, as %s, nothing of what is said while it is read', async (format) => {
    const id = await large();
    const text = await whole(id, format);
    const response = await send(id, format, IDENTITY);
    await ask(id, 'meanwhile');
    expect((await response.text()) === text).toBe(true);
    expect((await whole(id, format)).includes('meanwhile')).toBe(true);
  });

  it.each(FORMATS)('breaks off, as %s, when the conversation is deleted meanwhile', async (format) => {
    const id = await large();
    const response = await send(id, format, IDENTITY);
    expect(response.status).toBe(200);
    expect((await calls.call('DELETE', `/${id}`)).status).toBe(200);
    await expect(response.text().then(({ length }) => length)).rejects.toThrow('terminated');
  });

  it('tells how many messages are on other branches, and nothing where there are none', async () => {
    const [{ id: plain }] = await calls.import([{ messages: said.slice(0, 4) }]);
    const exported = async (id: string) => (await jsonOf(id)).sessions[0];
    expect(await exported(plain)).not.toHaveProperty('messages_on_other_branches');
    // Two answers and a question with its answer that were replaced.
    expect(await exported(await branched())).toHaveProperty('messages_on_other_branches', 3);
  });

  it('gives of an answer that is being written what is saved, marked as such, and imports it as incomplete', async () => {
    const tokens = ['The answer ', 'so far'];
    chat.model.playFor('stalled', { tokens: [...tokens, ' is never', ' whole'], fault: { kind: 'stall', at: 3 } });
    const turn = await chat.stream({ message: 'x', model: 'stalled', memory: false });
    const { session_id, message_id, turn_id } = await turn.start();
    await waitUntil('a part is saved', 10_000, async () => {
      const [, answer] = await chat.messages(session_id);
      return answer!.content === tokens.join('') || undefined;
    });
    const exported = await jsonOf(session_id);
    const [question, answer] = exported.sessions[0].messages;
    expect(question).not.toHaveProperty('state');
    expect(answer).toMatchObject({ external_id: message_id, content: tokens.join(''), state: 'running' });
    const text = await (await send(session_id, 'markdown')).text();
    expect(text).toContain(`## Assistant · ${answer.created_at} · still being written\n\n${tokens.join('')}\n`);
    await chat.call('POST', `/api/chat/turns/${turn_id}/stop`);
    await chat.turnOver(turn_id);
    const ended = (await jsonOf(session_id)).sessions[0].messages[1];
    expect(ended).toMatchObject({ content: tokens.join(''), state: 'incomplete', reason: 'stopped' });
    for (const one of [answer, ended]) {
      const [copy] = await calls.import([{ messages: [question, one] }]);
      const [first, second] = await calls.messages(copy.id);
      expect([first!.state, second!.state, second!.content]).toEqual(['complete', 'incomplete', tokens.join('')]);
    }
    await turn.leave();
  });

  it('refuses what is absent, foreign or of another format before anything is sent', async () => {
    const { id } = await calls.create({});
    const theirs = await new SessionCalls(chat.app, chat.other.token).call('GET', `/${id}/export?format=markdown`);
    expect([theirs.status, theirs.body.code, theirs.headers.get('content-type')]).toEqual([
      404,
      'not_found',
      TYPES.json,
    ]);
    expect((await send(id, 'pdf')).status).toBe(400);
  });
});
