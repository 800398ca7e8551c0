import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { onDatabase } from '../stats/stats-calls.js';

const ABSENT = '01890000-0000-7000-8000-000000000000';

describe.each(testDatabases())('/api/memory on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
  });
  afterAll(() => chat.stop());

  const memory = (method: string, path = '', json?: unknown, token?: string) =>
    chat.call(method, `/api/memory${path}`, { json, ...(token && { token }) });
  const add = async (json: object): Promise<Json> => {
    const { status, body } = await memory('POST', '', json);
    expect(status).toBe(201);
    return body.memory;
  };
  const contents = async (query = ''): Promise<string[]> =>
    (await memory('GET', query)).body.data.map(({ content }: Json) => content);
  const search = async (json: object): Promise<Json[]> => (await memory('POST', '/search', json)).body.results;

  it('writes down, reads, changes, pins and forgets', async () => {
    const made = await add({ content: 'The greenhouse has forty-one panes', valid_from: '2024-05-01T02:00:00+02:00' });
    expect(made).toEqual({
      id: expect.any(String),
      kind: 'fact',
      content: 'The greenhouse has forty-one panes',
      confidence: 1,
      created_at: expect.stringMatching(/\.\d{3}Z$/),
      updated_at: expect.stringMatching(/\.\d{3}Z$/),
      valid_from: '2024-05-01T00:00:00.000Z',
      pinned: false,
    });
    const changed = await memory('PATCH', `/${made.id}`, { content: 'The greenhouse has forty panes', pinned: true });
    expect(changed.body.memory).toMatchObject({ content: 'The greenhouse has forty panes', pinned: true });
    expect((await memory('GET', `/${made.id}`)).body.memory).toEqual(changed.body.memory);
    const history = (await memory('GET', `/${made.id}/history`)).body;
    expect(history).toMatchObject({ has_more: false, next_cursor: null });
    expect(history.data.map(({ action, content }: Json) => [action, content])).toEqual([
      ['created', 'The greenhouse has forty-one panes'],
      ['updated', 'The greenhouse has forty panes'],
    ]);
    expect((await memory('DELETE', `/${made.id}`)).status).toBe(200);
    for (const path of [`/${made.id}`, `/${made.id}/history`])
      expect((await memory('GET', path)).body.code).toBe('not_found');
    expect(await contents('?q=greenhouse')).toEqual([]);
  });

  it('keeps what has the same words and says something else', async () => {
    const statements = ['I program in C', 'I program in C++', 'Ich mag keinen Käse', 'Ich mag Käse'];
    for (const content of statements) expect(await add({ content })).toMatchObject({ content });
    expect(await add({ content: 'Ich mag Käse!' })).toMatchObject({ content: 'Ich mag Käse' });
  });

  it('finds nothing where nothing holds the signs asked for', async () => {
    await add({ content: 'The signpost says 🚲 and !!' });
    const asked = ['🚲', '!!', '🛶', '%%', '…'].map(async (q) => contents(`?q=${encodeURIComponent(q)}`));
    const found = ['The signpost says 🚲 and !!'];
    expect(await Promise.all(asked)).toEqual([found, found, [], [], []]);
  });

  it('takes changes back one by one, and says when there are none left', async () => {
    const { id } = await add({ content: 'The boathouse is painted ochre' });
    await memory('PATCH', `/${id}`, { content: 'The boathouse is painted umber' });
    await memory('PATCH', `/${id}`, { kind: 'episode', pinned: true });
    const undo = async () => (await memory('POST', `/${id}/undo`)).body;
    expect((await undo()).memory).toMatchObject({
      kind: 'fact',
      pinned: false,
      content: 'The boathouse is painted umber',
    });
    expect((await undo()).memory).toMatchObject({ content: 'The boathouse is painted ochre' });
    expect((await undo()).code).toBe('conflict');
    const { data } = (await memory('GET', `/${id}/history`)).body;
    expect(data.map(({ action }: Json) => action)).toEqual(['created', 'updated', 'updated', 'undone', 'undone']);
  });

  it('supersedes what it contradicts, with a way back', async () => {
    const old = await add({ content: 'My favourite soup is borscht' });
    const now = await add({ content: 'My favourite soup is harira' });
    expect(await contents('?q=soup')).toEqual([now.content]);
    expect((await memory('GET', `/${old.id}`)).body.memory).toMatchObject({
      superseded_by: now.id,
      valid_to: expect.any(String),
    });
    const { data } = (await memory('GET', `/${now.id}/history`)).body;
    expect(data.map(({ content, action }: Json) => [content, action])).toEqual([
      [old.content, 'created'],
      [old.content, 'superseded'],
      [now.content, 'created'],
    ]);
    expect((await search({ query: 'favourite soup', kinds: ['fact'] })).map(({ content }) => content)).toEqual([
      now.content,
    ]);
    const before = await search({ query: 'favourite soup', as_of: old.created_at, kinds: ['fact'] });
    expect(before.map(({ content }) => content)).toEqual([old.content]);
    const both = await search({ query: 'favourite soup', include_superseded: true, kinds: ['fact'] });
    expect(both.map(({ content }) => content)).toEqual([now.content, old.content]);
    await memory('POST', `/${now.id}/undo`);
    expect(await contents('?q=soup')).toEqual([old.content]);
    await memory('POST', `/${old.id}/undo`);
    expect(await contents('?q=soup')).toEqual([now.content]);
  });

  it('what is taken back is superseded by what is newer, as before the change', async () => {
    const { id, content } = await add({ content: 'My favourite dessert is baklava' });
    await memory('PATCH', `/${id}`, { content: 'The bakery opens at seven' });
    await add({ content: 'My favourite dessert is pavlova' });
    await memory('POST', `/${id}/undo`);
    expect(await contents('?q=dessert')).toEqual(['My favourite dessert is pavlova', content]);
    const newest = await add({ content: 'My favourite dessert is trifle' });
    expect(await contents('?q=dessert')).toEqual([newest.content]);
    expect((await memory('GET', `/${id}`)).body.memory).toMatchObject({ superseded_by: newest.id });
  });

  it('what spoke of nothing of the user before a change speaks of nothing again once that is taken back', async () => {
    const { id, content } = await add({ content: 'The tea shop on the corner sells lapsang' });
    await memory('PATCH', `/${id}`, { content: 'My favourite tea is lapsang' });
    await memory('POST', `/${id}/undo`);
    await add({ content: 'My favourite tea is rooibos' });
    expect((await memory('GET', `/${id}`)).body.memory).toMatchObject({ content });
    expect((await memory('GET', `/${id}`)).body.memory.superseded_by).toBeUndefined();
  });

  it('a version that an older server wrote is gone back to with what the memory speaks of now', async () => {
    const { id, content } = await add({ content: 'My favourite pudding is junket' });
    await memory('PATCH', `/${id}`, { content: 'My favourite pudding is flummery' });
    await onDatabase(chat.app, `UPDATE memory_versions SET attribute = NULL WHERE memory_id = '${id}'`);
    expect((await memory('POST', `/${id}/undo`)).body.memory).toMatchObject({ content });
    const newer = await add({ content: 'My favourite pudding is syllabub' });
    expect((await memory('GET', `/${id}`)).body.memory).toMatchObject({ superseded_by: newer.id });
  });

  it('gives back what is known already instead of knowing it twice', async () => {
    const first = await add({ content: 'My locker number is 212.' });
    const again = await add({ content: 'my locker number is 212' });
    expect(again.id).toBe(first.id);
  });

  it('lists by kind and words, page by page', async () => {
    for (let i = 0; i < 5; i++) await add({ content: `Quarry note ${i} about granite`, kind: 'episode' });
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await memory('GET', `?kind=episode&q=granite&limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.data.map(({ content }: Json) => content));
      if (!body.has_more) break;
      cursor = body.next_cursor;
    }
    expect(seen).toEqual([4, 3, 2, 1, 0].map((i) => `Quarry note ${i} about granite`));
    expect(await contents('?kind=preference&q=granite')).toEqual([]);
    for (const query of ['?limit=0', '?limit=101', '?cursor=nonsense', '?kind=rumour'])
      expect((await memory('GET', query)).status).toBe(400);
  });

  it('hides what has expired', async () => {
    const { id } = await add({ content: 'The ferry pass covers zone nine', valid_to: '2020-01-01T00:00:00Z' });
    expect(await contents('?q=ferry')).toEqual([]);
    expect(await contents('?q=ferry&include_superseded=true')).toHaveLength(1);
    expect((await memory('PATCH', `/${id}`, { valid_to: null })).body.memory.valid_to).toBeUndefined();
    expect(await contents('?q=ferry')).toHaveLength(1);
  });

  it('does not end before it begins', async () => {
    const [early, late] = ['2020-01-01T00:00:00Z', '2030-01-01T00:00:00Z'];
    const refused = { status: 400, body: { code: 'validation_failed', details: [{ field: 'valid_to' }] } };
    expect(await memory('POST', '', { content: 'Back to front', valid_from: late, valid_to: early })).toMatchObject(
      refused,
    );
    const { id } = await add({ content: 'The lease of the boathouse', valid_from: early });
    expect(await memory('PATCH', `/${id}`, { valid_to: '2019-06-01T00:00:00Z' })).toMatchObject(refused);
    expect((await memory('PATCH', `/${id}`, { valid_to: late })).status).toBe(200);
  });

  it('is changed, taken back or forgotten, whoever is first', async () => {
    const seen = new Set<number>();
    for (let round = 0; round < 10; round++) {
      const { id } = await add({ content: `The tide table of week ${round}` });
      const answers = await Promise.all([
        memory('PATCH', `/${id}`, { content: `The tide chart of month ${round}` }),
        memory('PATCH', `/${id}`, { content: `The tide map of year ${round}` }),
        memory('DELETE', `/${id}`),
        memory('POST', `/${id}/undo`),
      ]);
      for (const { status } of answers) seen.add(status);
    }
    // 409: there is nothing to undo yet.
    expect([200, 404, 409]).toEqual(expect.arrayContaining([...seen]));
  });

  it('is nobody else’s business', async () => {
    const { id } = await add({ content: 'The vault code word is marigold' });
    const { token } = chat.other;
    const calls: [string, string, object?][] = [
      ['GET', `/${id}`],
      ['PATCH', `/${id}`, { content: 'x' }],
      ['DELETE', `/${id}`],
      ['GET', `/${id}/history`],
      ['POST', `/${id}/undo`],
    ];
    for (const [method, path, json] of calls) {
      const foreign = await memory(method, path, json, token);
      const absent = await memory(method, path.replace(id, ABSENT), json);
      expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found']);
      expect([absent.status, absent.body.code]).toEqual([404, 'not_found']);
    }
    expect((await memory('POST', '/search', { query: 'vault marigold' }, token)).body.results).toEqual([]);
    expect((await memory('GET', '', undefined, token)).body.data).toEqual([]);
    expect(await contents('?q=marigold')).toHaveLength(1);
  });

  it.each([
    ['POST', '', {}],
    ['POST', '', { content: ' ' }],
    ['POST', '', { content: 'x'.repeat(4001) }],
    ['POST', '', { content: 'x', kind: 'rumour' }],
    ['POST', '', { content: 'x', valid_from: 'soon' }],
    ['POST', '', { content: 'x', valid_from: '2024-W08' }],
    ['POST', '', { content: 'x', user_id: ABSENT }],
    ['PATCH', `/${ABSENT}`, { content: '' }],
    ['PATCH', '/nonsense', { content: 'x' }],
  ])('%s %s refuses %j', async (method, path, json) => {
    expect((await memory(method, path, json)).status).toBe(400);
  });

  it('exports everything, and forgets everything once it is sure', async () => {
    await add({ content: 'The orchard has nine quince trees' });
    const { body } = await memory('GET', '/export');
    expect(body.export).toMatchObject({ format: 'rai-chat-memory', version: 1, summaries: [] });
    const quince = body.export.memories.find(({ content }: Json) => content.includes('quince'));
    expect(quince.history).toHaveLength(1);
    await chat.ask({ message: 'The lighthouse keeper grows samphire' });
    for (;;) if ((await memory('GET', '/status')).body.pending === 0) break;
    expect(await search({ query: 'samphire' })).not.toEqual([]);
    for (const json of [undefined, {}, { confirm: false }]) {
      const refused = await memory('DELETE', '', json);
      expect([refused.status, refused.body.code]).toEqual([400, 'confirmation_required']);
    }
    expect(await contents()).not.toEqual([]);
    // Anything but true is refused, not taken for a yes.
    for (const confirm of ['yes', 1, [true]]) expect((await memory('DELETE', '', { confirm })).status).toBe(400);
    expect((await memory('DELETE', '', { confirm: true })).status).toBe(200);
    expect(await contents('?include_superseded=true')).toEqual([]);
    expect(await search({ query: 'samphire lighthouse' })).toEqual([]);
    await chat.ask({ message: 'The lighthouse keeper sells samphire now' });
    for (;;) if ((await memory('GET', '/status')).body.pending === 0) break;
    expect((await search({ query: 'samphire' })).map(({ content }) => content)).toContain(
      'The lighthouse keeper sells samphire now',
    );
  });
});
