import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';
import { SessionCalls } from './session-calls.js';

const ABSENT = '01890000-0000-7000-8000-000000000000';

describe.each(testDatabases())('/api/session on %s', (database) => {
  let app: RunningApp;
  let user: TestUser;
  let other: TestUser;
  let mine: SessionCalls;
  beforeAll(async () => {
    app = await startApp({ database });
    user = await registerUser(app);
    other = await registerUser(app);
    mine = new SessionCalls(app, user.token);
  });
  afterAll(() => app.stop());

  /** A user of one's own, where counts matter. */
  const fresh = async () => new SessionCalls(app, (await registerUser(app)).token);

  it('makes a conversation with its settings', async () => {
    for (const [kind, json] of [
      ['tones', { name: 'warm', rules: ['Be warm.'] }],
      ['agents', { name: 'helper', instructions: 'You help.' }],
    ] as const) {
      expect((await app.call('POST', `/api/chat/${kind}`, { token: user.token, json })).status).toBe(201);
    }
    const shelf = await app.call('POST', '/api/rag/collections', { token: user.token, json: { name: 'Shelf' } });
    const settings = {
      title: 'A title',
      system_prompt: 'Be kind.',
      tone: 'warm',
      agent: 'helper',
      model: 'm1',
      memory: false,
      collection_ids: [shelf.body.collection.id],
      folder: 'Work',
    };
    const { status, body } = await mine.call('POST', '', { json: settings });
    expect(status).toBe(201);
    expect(body).toEqual({
      status: 'success',
      session: {
        ...settings,
        id: expect.any(String),
        archived: false,
        no_evidence: 'answer',
        message_count: 0,
        head_id: null,
        created_at: expect.stringMatching(/\.\d{3}Z$/),
        updated_at: expect.stringMatching(/\.\d{3}Z$/),
      },
    });
    expect((await mine.get(body.session.id)).body).toEqual(body);
    const bare = await mine.create({});
    expect(bare).toMatchObject({ title: null, memory: true, collection_ids: [], folder: null });
  });

  it('names no collection that is not there, or not its user’s; one that is gone since may stay', async () => {
    const shelf = async (token: string, name: string): Promise<string> =>
      (await app.call('POST', '/api/rag/collections', { token, json: { name } })).body.collection.id;
    const [own, later, foreign] = [
      await shelf(user.token, 'Own'),
      await shelf(user.token, 'Later'),
      await shelf(other.token, 'Foreign'),
    ];
    const { id } = await mine.create({ collection_ids: [own] });
    const change = (collection_ids: string[]) => mine.call('PATCH', `/${id}`, { json: { collection_ids } });
    for (const none of [ABSENT, foreign]) {
      const collection_ids = [own, none];
      for (const { status, body } of [
        await mine.call('POST', '', { json: { collection_ids } }),
        await change(collection_ids),
      ])
        expect([status, body.code]).toEqual([404, 'not_found']);
    }
    expect((await mine.get(id)).body.session.collection_ids).toEqual([own]);
    expect((await change([own, later])).status).toBe(200);
    await app.call('DELETE', `/api/rag/collections/${own}`, { token: user.token });
    expect((await change([later, own])).status).toBe(200);
    expect((await change([later])).status).toBe(200);
    expect((await change([own])).status).toBe(404);
  });

  it('changes what is given and nothing else', async () => {
    const before = await mine.create({ title: 'before', folder: 'A', system_prompt: 'x' });
    const { status, body } = await mine.call('PATCH', `/${before.id}`, { json: { title: 'after', archived: true } });
    expect(status).toBe(200);
    expect(body.session).toEqual({
      ...before,
      title: 'after',
      archived: true,
      updated_at: expect.any(String),
    });
    const cleared = await mine.call('PATCH', `/${before.id}`, { json: { folder: null, system_prompt: null } });
    expect(cleared.body.session).toMatchObject({ folder: null, system_prompt: null, title: 'after', memory: true });
    const nulls = await mine.call('PATCH', `/${before.id}`, { json: { memory: null, archived: null } });
    expect(nulls.body.session ?? { memory: true, archived: true }).toMatchObject({ memory: true, archived: true });
  });

  it.each([
    ['title', ''],
    ['title', 7],
    ['title', 'x'.repeat(301)],
    ['memory', 'yes'],
    ['collection_ids', 'all'],
    ['collection_ids', ['nonsense']],
    ['folder', ''],
    ['user_id', ABSENT],
    ['id', ABSENT],
  ])('refuses %s: %j', async (field, value) => {
    const { id } = await mine.create({});
    const answers = [
      await mine.call('POST', '', { json: { [field]: value } }),
      await mine.call('PATCH', `/${id}`, { json: { [field]: value } }),
    ];
    for (const { status, body } of answers) {
      expect([status, body.code]).toEqual([400, 'validation_failed']);
      expect(body.details[0].field).toContain(field);
    }
  });

  it('lists newest first in pages that neither skip nor repeat, whatever the page size', async () => {
    const calls = await fresh();
    const made: string[] = [];
    for (let i = 0; i < 12; i++) made.unshift((await calls.create({ title: `s${i}` })).id);
    for (const limit of [1, 5, 12, 100]) {
      expect((await calls.all('', limit)).map(({ id }: Json) => id)).toEqual(made);
    }
    const { body } = await calls.call('GET', '?limit=5');
    expect(body).toMatchObject({ status: 'success', has_more: true, next_cursor: expect.any(String) });
    // A conversation that is made between two pages does not shift the second one.
    await calls.create({ title: 'in between' });
    const second = await calls.call('GET', `?limit=5&cursor=${body.next_cursor}`);
    expect(second.body.data.map(({ id }: Json) => id)).toEqual(made.slice(5, 10));
    expect((await calls.call('GET', '')).body.data).toHaveLength(13);
  });

  it.each(['?limit=0', '?limit=101', '?limit=x', '?limit=1.5', '?cursor=x', '?cursor=W10', '?archived=1', '?order=id'])(
    'refuses the list %s',
    async (query) => {
      expect((await mine.call('GET', query)).status).toBe(400);
    },
  );

  it.each([
    ['["2026", "x"]', ''],
    ['["2026", "\' OR 1=1"]', ''],
    ['[1.5]', 'messages'],
    ['[1e300]', 'messages'],
    ['["x"]', 'messages'],
    ['["x", 1]', 'messages?all=true'],
    [`["${ABSENT}", 1.5]`, 'messages?all=true'],
    [`["${ABSENT}", 1e300]`, 'messages?all=true'],
  ])('a cursor nobody gave out (%s of %s) is no server error', async (key, where) => {
    const { id } = await mine.create({});
    await mine.import([{ external_id: `cursor-${key}-${where}`, messages: [{ role: 'user', content: 'x' }] }]);
    const cursor = Buffer.from(key).toString('base64url');
    const path = where ? `/${id}/${where}` : '';
    const { status } = await mine.call('GET', `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`);
    expect(status).toBe(400);
  });

  it('finds by folder, archive, title and message', async () => {
    const calls = await fresh();
    const plain = await calls.create({ title: 'Plans for the Garden' });
    const foldered = await calls.create({ title: 'Invoices', folder: 'Work' });
    const archived = await calls.create({ title: 'Old garden' });
    await calls.call('PATCH', `/${archived.id}`, { json: { archived: true } });
    const [imported] = await calls.import([
      { title: 'Holidays', messages: [{ role: 'user', content: 'We saw a hoopoe near the vineyard.' }] },
    ]);
    const found = async (query: string) => (await calls.all(query)).map(({ id }: Json) => id);
    expect(await found('?folder=Work')).toEqual([foldered.id]);
    expect(await found('?folder=Nothing')).toEqual([]);
    expect(await found('?archived=true')).toEqual([archived.id]);
    expect((await found('')).includes(archived.id)).toBe(false);
    expect(await found('?q=garden')).toEqual([plain.id]);
    expect(await found('?q=GARDEN&archived=true')).toEqual([archived.id]);
    expect(await found('?q=hoopoe')).toEqual([imported.id]);
    expect(await found('?q=nobodysaidthis')).toEqual([]);
    expect(await mine.all('?q=hoopoe')).toEqual([]);
  });

  it('finds a conversation beside one that says it hundreds of times', async () => {
    const calls = await fresh();
    const messages = Array.from({ length: 320 }, (_, i) => ({ role: 'user', content: `The bittern boomed, ${i}.` }));
    const once = 'Somebody in the village heard a bittern last winter, or so the old ferryman told us over his tea.';
    const imported = await calls.import([
      { title: 'Often', messages },
      { title: 'Once', messages: [{ role: 'user', content: once }] },
    ]);
    const found = (await calls.all('?q=bittern')).map(({ id }: Json) => id);
    expect(found.sort()).toEqual(imported.map(({ id }: Json) => id).sort());
  });

  it.each(["don't", '"', 'AND', '*', 'NEAR(a', '%', '_', '!', "'; DROP TABLE users", '   ', '😀', '\\'])(
    'takes %j as words to look for',
    async (q) => {
      expect((await mine.call('GET', `?q=${encodeURIComponent(q)}`)).status).toBe(200);
    },
  );

  it('in a title, % and _ are characters', async () => {
    const calls = await fresh();
    const percent = await calls.create({ title: '100% sure_thing' });
    await calls.create({ title: 'something else' });
    for (const q of ['100%', 'sure_', '0% s']) {
      const found = await calls.all(`?q=${encodeURIComponent(q)}`);
      expect(found.map(({ id }: Json) => id)).toEqual([percent.id]);
    }
  });

  it('a title is found whatever its case, in any script', async () => {
    const calls = await fresh();
    const made = await calls.create({ title: 'Über ÉCOLE и Москва' });
    for (const q of ['über', 'école', 'МОСКВА']) {
      const found = await calls.all(`?q=${encodeURIComponent(q)}`);
      expect([q, found.map(({ id }: Json) => id)]).toEqual([q, [made.id]]);
    }
  });

  it('deletes with all its messages', async () => {
    const [{ id }] = await mine.import([
      { messages: [{ role: 'user', content: 'the quokka that will be forgotten' }] },
    ]);
    const { status, body } = await mine.call('DELETE', `/${id}`);
    expect([status, body.status]).toEqual([200, 'success']);
    expect((await mine.get(id)).status).toBe(404);
    expect((await mine.call('GET', `/${id}/messages`)).status).toBe(404);
    expect((await mine.call('DELETE', `/${id}`)).status).toBe(404);
    expect(await mine.all('?q=quokka')).toEqual([]);
    const search = { token: user.token, json: { query: 'quokka forgotten' } };
    expect((await app.call('POST', '/api/memory/search', search)).body.results).toEqual([]);
  });

  it.each([
    ['GET', '', undefined],
    ['PATCH', '', { title: 'stolen' }],
    ['DELETE', '', undefined],
    ['GET', '/messages', undefined],
    ['GET', '/messages?all=true', undefined],
    ['POST', '/fork', { message_id: ABSENT }],
    ['GET', '/export', undefined],
    ['GET', '/export?format=markdown', undefined],
  ])('%s %s answers alike for what is absent and what is somebody else’s', async (method, path, json) => {
    const [{ id }] = await mine.import([{ messages: [{ role: 'user', content: 'private' }] }]);
    const theirs = await new SessionCalls(app, other.token).call(method, `/${id}${path}`, { json });
    const absent = await mine.call(method, `/${ABSENT}${path}`, { json });
    for (const { status, body } of [theirs, absent]) expect([status, body.code]).toEqual([404, 'not_found']);
    expect(theirs.body.error).toBe(absent.body.error);
    expect((await mine.call(method, `/nonsense${path}`, { json })).status).toBe(400);
    expect((await new SessionCalls(app, '').call(method, `/${id}${path}`, { json })).status).toBe(401);
    expect((await mine.get(id)).body.session.title).toBe('private');
  });

  it('a list shows nothing of others', async () => {
    const stranger = await fresh();
    expect(await stranger.all('')).toEqual([]);
  });
});
