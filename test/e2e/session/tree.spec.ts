import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { SessionCalls } from './session-calls.js';

const LONG = 10_000;

describe.each(testDatabases())('messages, forks and exports on %s', (database) => {
  let chat: ChatFixture;
  let sessions: SessionCalls;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
    chat.model.play((body) => ({ tokens: [`re: ${body.messages.at(-1)!.content as string}`] }));
    sessions = new SessionCalls(chat.app, chat.user.token);
  });
  afterAll(() => chat.stop());

  const ask = async (message: string, more: object = {}) => (await chat.ask({ message, memory: false, ...more })).body;
  const contents = (messages: Json[]) => messages.map(({ content }) => content);

  /** one → two (edited to 2b) → three, on the edited branch. */
  async function branched() {
    const one = await ask('one');
    const { session_id } = one;
    const two = await ask('two', { session_id });
    const edited = await ask('2b', { session_id, parent_id: one.message_id });
    const three = await ask('three', { session_id });
    return { session_id, one, two, edited, three };
  }
  const ACTIVE = ['one', 're: one', '2b', 're: 2b', 'three', 're: three'];

  it('pages the active branch and the tree at every page size without skips or repeats', async () => {
    const { session_id } = await branched();
    for (const limit of [1, 2, 3, 5, 100]) {
      expect(contents(await sessions.messages(session_id, limit))).toEqual(ACTIVE);
      const tree = await sessions.messages(session_id, limit, true);
      expect(new Set(tree.map(({ id }) => id)).size).toBe(8);
      expect(contents(tree).sort()).toEqual([...ACTIVE, 'two', 're: two'].sort());
    }
  });

  it('pages a branch from its newest message back, at every page size', async () => {
    const { session_id } = await branched();
    for (const limit of [1, 2, 3, 5, 100]) {
      const read: Json[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const at = cursor && `&cursor=${encodeURIComponent(cursor)}`;
        const { body } = await sessions.call('GET', `/${session_id}/messages?order=desc&limit=${limit}${at}`);
        read.push(...body.data);
        cursor = body.next_cursor;
      }
      expect(contents(read)).toEqual(ACTIVE.toReversed());
    }
  });

  it('shows the branch that ends with a message, and the one that goes on from it by the newest version', async () => {
    const { session_id, one, two, edited } = await branched();
    const shown = async (query: string) =>
      contents((await sessions.call('GET', `/${session_id}/messages?${query}`)).body.data);
    const old = ['one', 're: one', 'two', 're: two'];
    expect(await shown(`until=${two.message_id}`)).toEqual(old);
    expect(await shown(`until=${two.user_message_id}&order=desc`)).toEqual(old.slice(0, 3).toReversed());
    expect(await shown(`until=${edited.message_id}&order=desc&limit=2`)).toEqual(['re: 2b', '2b']);
    expect(await shown(`through=${two.user_message_id}`)).toEqual(old);
    expect(await shown(`through=${one.message_id}`)).toEqual(ACTIVE);
    expect(await shown(`through=${edited.user_message_id}&order=desc`)).toEqual(ACTIVE.toReversed());
    // Another answer is the newest version of its place.
    const { body } = await chat.call('POST', '/api/chat/regenerate', { json: { message_id: one.message_id } });
    expect(await shown(`through=${one.user_message_id}`)).toEqual(['one', body.response]);
    const absent = '01890000-0000-7000-8000-000000000000';
    const foreign = (await ask('elsewhere')).message_id;
    for (const id of [absent, foreign]) {
      for (const way of ['until', 'through']) {
        expect((await sessions.call('GET', `/${session_id}/messages?${way}=${id}`)).status).toBe(404);
      }
    }
  });

  it('tells the versions of messages to whoever asks', async () => {
    const { session_id, one, two, edited } = await branched();
    const { body } = await chat.call('POST', '/api/chat/regenerate', { json: { message_id: one.message_id } });
    const read = async (query: string) => (await sessions.call('GET', `/${session_id}/messages?${query}`)).body.data;
    const rows: Json[] = await read(`versions=true&through=${edited.user_message_id}`);
    expect(rows.map(({ versions }) => versions)).toEqual([
      undefined,
      [one.message_id, body.message_id],
      [two.user_message_id, edited.user_message_id],
      ...[undefined, undefined, undefined],
    ]);
    expect((await read('versions=true'))[1].versions).toEqual([one.message_id, body.message_id]);
    for (const row of await read('limit=100')) expect(row).not.toHaveProperty('versions');
    // The first question has versions, too.
    const first = await ask('another one', { session_id, parent_id: null });
    expect((await read('versions=true'))[0].versions).toEqual([one.user_message_id, first.user_message_id]);
  });

  it.each([
    ['all=true&order=desc', 'order'],
    [`all=true&until=01890000-0000-7000-8000-000000000000`, 'all'],
    [`until=01890000-0000-7000-8000-000000000000&through=01890000-0000-7000-8000-000000000000`, 'through'],
    ['order=sideways', 'order'],
    ['until=nonsense', 'until'],
    ['versions=maybe', 'versions'],
  ])('refuses ?%s', async (query, field) => {
    const { session_id } = await ask('refusals');
    const { status, body } = await sessions.call('GET', `/${session_id}/messages?${query}`);
    expect([status, body.code, body.details[0].field]).toEqual([400, 'validation_failed', field]);
  });

  it('forks up to a message of either branch; both go their own way', async () => {
    const { session_id, two, edited } = await branched();
    await sessions.call('PATCH', `/${session_id}`, { json: { system_prompt: 'kept', folder: 'F' } });
    for (const [message_id, expected] of [
      [edited.message_id, ACTIVE.slice(0, 4)],
      [two.user_message_id, ['one', 're: one', 'two']],
    ]) {
      const { status, body } = await sessions.call('POST', `/${session_id}/fork`, { json: { message_id } });
      expect(status).toBe(201);
      expect(body.session).toMatchObject({
        system_prompt: 'kept',
        folder: 'F',
        message_count: expected.length,
        title: 'one',
      });
      const copied = await sessions.messages(body.session.id);
      expect(contents(copied)).toEqual(expected);
      expect(copied.map(({ parent_id }) => parent_id)).toEqual([null, ...copied.slice(0, -1).map(({ id }) => id)]);
      await ask('in the fork', { session_id: body.session.id });
      expect(contents(await sessions.messages(body.session.id)).slice(-2)).toEqual(['in the fork', 're: in the fork']);
      expect(contents(await sessions.messages(session_id))).toEqual(ACTIVE);
    }
    for (const message_id of ['01890000-0000-7000-8000-000000000000', (await ask('elsewhere')).message_id]) {
      const { status } = await sessions.call('POST', `/${session_id}/fork`, { json: { message_id } });
      expect(status).toBe(404);
    }
    expect((await sessions.call('POST', `/${session_id}/fork`, { json: {} })).status).toBe(400);
  });

  it('a fork can be found by what it says', async () => {
    const one = await ask('the albatross of the fork');
    const { body } = await sessions.call('POST', `/${one.session_id}/fork`, { json: { message_id: one.message_id } });
    while ((await chat.call('GET', '/api/memory/status')).body.pending > 0);
    const found = (await sessions.all('?q=albatross')).map(({ id }) => id);
    expect(found.sort()).toEqual([one.session_id, body.session.id].sort());
  });

  it('exports JSON that another account can import, and the same again', async () => {
    const { session_id } = await branched();
    const exported = await sessions.call('GET', `/${session_id}/export`);
    expect(exported.status).toBe(200);
    expect(exported.body).toMatchObject({ format: 'rai-chat', version: 1, sessions: [{ title: 'one' }] });
    const theirs = new SessionCalls(chat.app, chat.other.token);
    const { status, body } = await theirs.call('POST', '/import', { json: exported.body });
    expect(status).toBe(201);
    expect(body.sessions).toMatchObject([{ external_id: session_id, messages: 6 }]);
    const { id } = body.sessions[0];
    const before = await sessions.messages(session_id);
    const after = await theirs.messages(id);
    const said = ({ role, content, created_at, name }: Json) => ({ role, content, created_at, name });
    expect(after.map(said)).toEqual(before.map(said));
    // What was not in it is not in the copy, so that one leaves nothing out.
    const { messages_on_other_branches: left, ...whole } = exported.body.sessions[0];
    expect(left).toBe(2);
    const again = await theirs.call('GET', `/${id}/export?format=json`);
    expect(again.body).toEqual({ ...exported.body, sessions: [whole] });
  });

  it('exports Markdown for reading', async () => {
    const { session_id } = await branched();
    const { status, headers, body } = await sessions.call('GET', `/${session_id}/export?format=markdown`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/markdown');
    expect(body.startsWith('# one\n')).toBe(true);
    for (const text of ACTIVE) expect(body).toContain(`\n\n${text}\n`);
    expect(body).not.toContain('re: two');
    expect((await sessions.call('GET', `/${session_id}/export?format=pdf`)).status).toBe(400);
    const empty = await sessions.create({});
    expect((await sessions.call('GET', `/${empty.id}/export?format=markdown`)).status).toBe(200);
    const json = await sessions.call('GET', `/${empty.id}/export`);
    expect(json.body.sessions[0].messages).toEqual([]);
  });

  it(`a conversation of ${LONG} messages opens, pages, forks and goes on`, async () => {
    const messages = Array.from({ length: LONG }, (_, i) => ({
      role: i % 2 ? 'assistant' : 'user',
      content: `message ${i}`,
    }));
    const [{ id }] = await sessions.import([{ external_id: `long-${database}`, title: 'Long', messages }]);
    expect((await sessions.get(id)).body.session.message_count).toBe(LONG);
    const read = await sessions.messages(id);
    expect(read).toHaveLength(LONG);
    expect(contents(read)).toEqual(contents(messages));
    const answer = await ask('and now?', { session_id: id });
    expect(answer.response).toBe('re: and now?');
    // On a slow machine a title has been asked for meanwhile.
    const prompts = chat.model.chats.map(({ body }) => body!.messages);
    const prompt = prompts.findLast((messages) => messages.at(-1)!.content === 'and now?')!;
    expect(prompt.at(-2)!.content).toBe(`message ${LONG - 1}`);
    expect(prompt.length).toBeLessThan(100);
    const last = (await sessions.messages(id)).slice(-2);
    expect(contents(last)).toEqual(['and now?', 're: and now?']);
    const forked = await sessions.call('POST', `/${id}/fork`, { json: { message_id: answer.message_id } });
    expect([forked.status, forked.body.session.message_count]).toEqual([201, LONG + 2]);
    expect((await sessions.call('DELETE', `/${id}`)).status).toBe(200);
  });
});
