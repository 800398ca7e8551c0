import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture, expectWholeStream } from '../chat/chat-fixture.js';
import { callsThenSays, resultsIn, toolNames } from '../tools/calling.js';

const ABSENT = '01890000-0000-7000-8000-000000000000';

describe.each(testDatabases())('agents on %s', (database) => {
  let chat: ChatFixture;
  const agents = (method: string, path = '', json?: object, token?: string) =>
    chat.call(method, `/api/chat/agents${path}`, { ...(json && { json }), ...(token && { token }) });
  const make = async (json: object): Promise<Json> => (await agents('POST', '', json)).body.agent;
  const asked = () => chat.model.chats.at(-1)!.body!;
  const systemText = (body = asked()) => String(body.messages[0]!.content);
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
  });
  afterAll(() => chat.stop());

  it('are made, read, changed and deleted', async () => {
    const { body } = await chat.call('POST', '/api/rag/collections', { json: { name: 'Plants' } });
    const given = {
      name: 'Gardener',
      description: 'Knows plants.',
      instructions: 'You know plants.',
      model: 'green',
      parameters: { temperature: 0.3, max_tokens: 77 },
      tools: ['calculator', 'web_search'],
      collection_ids: [body.collection.id],
      tone: 'concise',
      memory: false,
      handoffs: ['cook'],
    };
    const { status, body: made } = await agents('POST', '', given);
    expect(status).toBe(201);
    expect(made.agent).toMatchObject({ ...given, version: 1, shared: false, read_only: false });
    const { id } = made.agent;
    expect((await agents('GET', `/${id}`)).body.agent).toEqual(made.agent);
    expect((await agents('GET', '/GARDENER')).body.agent).toEqual(made.agent);
    expect((await agents('GET')).body).toMatchObject({ status: 'success', data: [{ id }], has_more: false });
    const changed = await agents('PATCH', `/${id}`, { instructions: 'Plants only.', model: null });
    expect(changed.body.agent).toMatchObject({ instructions: 'Plants only.', version: 2, memory: false });
    expect(changed.body.agent).not.toHaveProperty('model');
    expect((await agents('DELETE', `/${id}`)).body).toEqual({ status: 'success' });
    expect((await agents('GET', `/${id}`)).body.code).toBe('not_found');
  });

  it('have defaults', async () => {
    expect(await make({ name: 'bare' })).toMatchObject({
      instructions: '',
      tools: [],
      collection_ids: [],
      memory: true,
      handoffs: [],
      version: 1,
    });
  });

  it.each([
    [{}, 'name'],
    [{ name: 'a', tools: ['rocket'] }, 'tools'],
    [{ name: 'a', tone: 'unheard' }, 'tone'],
    [{ name: 'a', parameters: { temperature: 9 } }, 'parameters'],
    [{ name: 'a', parameters: { seed: 1 } }, 'parameters'],
    [{ name: 'a', collection_ids: ['x'] }, 'collection_ids'],
    [{ name: 'a', memory: 'yes' }, 'memory'],
    [{ name: 'a', handoffs: 'all' }, 'handoffs'],
    [{ name: 'a', version: 7 }, 'version'],
  ])('refuse %j', async (json, field) => {
    const { status, body } = await agents('POST', '', json);
    expect([status, body.code]).toEqual([400, 'validation_failed']);
    expect(body.details.map((detail: { field: string }) => detail.field.split('.')[0])).toContain(field);
  });

  it('refuse collections of others as those that are absent', async () => {
    const theirs = await chat.call('POST', '/api/rag/collections', { json: { name: 'x' }, token: chat.other.token });
    for (const id of [theirs.body.collection.id, ABSENT]) {
      expect((await agents('POST', '', { name: 'thief', collection_ids: [id] })).body.code).toBe('not_found');
    }
  });

  it('belong to who made them, unless an administrator shares them', async () => {
    const { id } = await make({ name: 'private', instructions: 'Secret.' });
    const { token } = chat.other;
    const before = chat.model.chats.length;
    for (const name of [id, 'private', ABSENT, '%20']) {
      expect((await agents('GET', `/${name}`, undefined, token)).body.code).toBe('not_found');
      expect((await agents('PATCH', `/${name}`, { name: 'x' }, token)).body.code).toBe('not_found');
      expect((await agents('DELETE', `/${name}`, undefined, token)).body.code).toBe('not_found');
      for (const streaming of [true, false]) {
        const answer = await chat.ask({ message: 'x', agent: name, streaming }, { token });
        expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
      }
    }
    expect(chat.model.chats).toHaveLength(before);
    expect((await agents('GET', '', undefined, token)).body.data).toEqual([]);
    await agents('PATCH', `/${id}`, { shared: true });
    expect((await agents('GET', '', undefined, token)).body.data).toMatchObject([{ id, read_only: true }]);
    expect((await agents('PATCH', `/${id}`, { name: 'x' }, token)).body.code).toBe('forbidden');
    await chat.ask({ message: 'x', agent: 'private' }, { token });
    expect(systemText()).toBe('Secret.');
    await agents('DELETE', `/${id}`);
    expect((await chat.ask({ message: 'x', agent: 'private' }, { token })).status).toBe(404);
  });

  it('decide instructions, model, parameters, tools and tone; the request has the last word', async () => {
    await make({
      name: 'accountant',
      instructions: 'You count.',
      model: 'counting',
      parameters: { temperature: 0.1, max_tokens: 50 },
      tools: ['calculator', 'web_search'],
      tone: 'formal',
    });
    const { body } = await chat.ask({ message: 'Hello', agent: 'accountant' });
    expect(body.model).toBe('counting');
    expect(asked()).toMatchObject({ model: 'counting', temperature: 0.1, max_tokens: 50 });
    expect(toolNames(asked())).toEqual(['calculator']);
    expect(systemText()).toMatch(/^You count\.\n\nHow to write/);
    expect(systemText()).toContain('courteous');
    const { series } = (await chat.call('GET', '/api/stats/timeseries?metric=turns&bucket=hour&group_by=agent')).body;
    expect(series).toContainEqual(expect.objectContaining({ group: 'accountant', value: 1 }));
    const overruling = { model: 'other', temperature: 1, max_tokens: 9, tone: 'friendly' };
    await chat.ask({ message: 'Hello', agent: 'accountant', ...overruling });
    expect(asked()).toMatchObject({ model: 'other', temperature: 1, max_tokens: 9 });
    expect(systemText()).not.toContain('courteous');
  });

  it('speak for a whole conversation where that names them', async () => {
    const { id } = await make({ name: 'host', instructions: 'You host.', model: 'hosting' });
    const { body } = await chat.call('POST', '/api/session', {
      json: { agent: 'host', system_prompt: 'It is evening.' },
    });
    const session_id = body.session.id;
    const first = await chat.ask({ message: 'Hello', session_id, memory: false });
    expect(systemText()).toBe('You host.\n\nIt is evening.');
    expect(asked().model).toBe('hosting');
    await chat.call('POST', '/api/chat/regenerate', {
      json: { message_id: first.body.message_id, agent: 'accountant' },
    });
    expect(systemText()).toContain('You count.');
    await agents('DELETE', `/${id}`);
    expect((await chat.ask({ message: 'Hello', session_id, agent: 'host' })).body.code).toBe('not_found');
  });

  it('and tones that are not there are refused where a conversation is to name them', async () => {
    const { tone } = (await chat.call('POST', '/api/chat/tones', { json: { name: 'brisk', rules: ['Be brisk.'] } }))
      .body;
    const usher = await make({ name: 'usher', instructions: 'You show the way.' });
    const create = (json: object) => chat.call('POST', '/api/session', { json });
    for (const [json, error] of [
      [{ agent: 'nobody' }, 'There is no agent of that id or name.'],
      [{ agent: ABSENT }, 'There is no agent of that id or name.'],
      [{ agent: 'usher', tone: 'nothing' }, 'There is no tone of that id or name.'],
    ] as const) {
      expect(await create(json)).toMatchObject({ status: 404, body: { code: 'not_found', error } });
    }
    for (const json of [{ agent: null, tone: null }, { agent: '', tone: '' }, { agent: 'auto' }, { agent: usher.id }]) {
      expect((await create(json)).status).toBe(201);
    }
    const { id } = (await create({ agent: 'Usher', tone: 'brisk' })).body.session;
    const change = (json: object) => chat.call('PATCH', `/api/session/${id}`, { json });
    expect((await change({ agent: 'nobody' })).body.code).toBe('not_found');
    expect((await change({ tone: 'nothing', title: 'Changed' })).body.code).toBe('not_found');
    await agents('DELETE', `/${usher.id}`);
    await chat.call('DELETE', `/api/chat/tones/${tone.id}`);
    // Whoever sends all the settings back to change one of them is not to be held up by those that are gone since.
    const kept = await change({ agent: 'Usher', tone: 'brisk', title: 'Kept' });
    expect(kept.body.session).toMatchObject({ agent: 'Usher', tone: 'brisk', title: 'Kept' });
    expect((await change({ agent: null, tone: '' })).status).toBe(200);
  });

  it('that are gone leave their conversations as they would be without, and the answer says so', async () => {
    const { id } = await make({ name: 'caretaker', instructions: 'You take care.', model: 'caring' });
    const { tone } = (await chat.call('POST', '/api/chat/tones', { json: { name: 'long gone', rules: ['Sigh.'] } }))
      .body;
    const json = { agent: 'caretaker', tone: 'long gone', system_prompt: 'It is noon.' };
    const session_id = (await chat.call('POST', '/api/session', { json })).body.session.id;
    await chat.call('DELETE', `/api/chat/tones/${tone.id}`);
    await agents('DELETE', `/${id}`);
    const turn = await chat.stream({ message: 'Hello', session_id, memory: false });
    expect((await turn.until('context-ready')).data.missing).toEqual(['agent', 'tone']);
    expect((await turn.until('turn-end')).data.turn_status).toBe('complete');
    expect(systemText()).toBe('It is noon.');
    expect(asked().model).not.toBe('caring');
  });

  it('say that a collection of the conversation is gone, where nothing else answers', async () => {
    const made = async (path: string, json: object) => (await chat.call('POST', path, { json })).body;
    const { collection } = await made('/api/rag/collections', { name: 'short-lived' });
    const { session } = await made('/api/session', { collection_ids: [collection.id] });
    await made('/api/rag/documents?wait=30', { text: 'The harbour closes at nine.' });
    const missing = async () => {
      const turn = await chat.stream({
        message: 'When does the harbour close?',
        session_id: session.id,
        memory: false,
      });
      const { data } = await turn.until('context-ready');
      await turn.until('turn-end');
      return [data.citations, data.missing];
    };
    expect(await missing()).toEqual([[], []]);
    await chat.call('DELETE', `/api/rag/collections/${collection.id}`);
    expect(await missing()).toEqual([[], ['collection']]);
  });

  it('find all documents for a conversation whose list of collections is empty, as one without is shown', async () => {
    const made = async (path: string, json: object) => (await chat.call('POST', path, { json })).body;
    await made('/api/rag/documents?wait=30', { text: 'The lighthouse was painted in yellow.' });
    const { collection } = await made('/api/rag/collections', { name: 'elsewhere' });
    const { session } = await made('/api/session', { collection_ids: [] });
    const cited = async () => {
      const turn = await chat.stream({ message: 'How was the lighthouse painted?', session_id: session.id });
      const { data } = await turn.until('context-ready');
      await turn.until('turn-end');
      return data.citations.map(({ quote }: Json) => quote);
    };
    expect(await cited()).toContain('The lighthouse was painted in yellow.');
    const change = (collection_ids: string[]) =>
      chat.call('PATCH', `/api/session/${session.id}`, { json: { collection_ids } });
    await change([collection.id]);
    expect(await cited()).toEqual([]);
    expect((await change([])).body.session.collection_ids).toEqual([]);
    expect(await cited()).toContain('The lighthouse was painted in yellow.');
  });

  it('use their tools, documents and memory within their bounds', async () => {
    const collection = (await chat.call('POST', '/api/rag/collections', { json: { name: 'Birds' } })).body.collection;
    const add = (json: object) => chat.call('POST', '/api/rag/documents?wait=30', { json });
    const bird = (await add({ title: 'Heron', text: 'Herons nest in reeds.', collection_id: collection.id })).body;
    const fish = (await add({ title: 'Pike', text: 'Pikes nest in weeds.' })).body;
    await make({
      name: 'ornithologist',
      tools: ['search_documents', 'read_document', 'recall_memory', 'calculator'],
      collection_ids: [collection.id],
      memory: false,
    });
    const call = (name: string, args: unknown) => ({ name, args });
    chat.model.playFor(
      'busy',
      callsThenSays([
        [
          call('search_documents', { query: 'where do they nest' }),
          call('recall_memory', { query: 'nest' }),
          call('calculator', { expression: '12.5 % of 840' }),
          call('calculator', '{"expression":'),
          call('calculator', { formula: '1' }),
          call('rocket', {}),
        ],
        [
          call('read_document', { document_id: bird.document.id }),
          call('read_document', { document_id: fish.document.id }),
        ],
      ]),
    );
    const request = { message: 'Nests?', agent: 'ornithologist', model: 'busy', documents: true };
    const frames = await (await chat.stream(request)).all();
    const end = expectWholeStream(frames);
    expect(end.turn_status).toBe('complete');
    const results = resultsIn(asked());
    expect(results[0]).toContain('Herons nest');
    expect(results[0]).not.toContain('Pikes');
    expect(results[1]).toContain('Memory is switched off');
    expect(results[2]).toBe('12.5 % of 840 = 105');
    expect(results[3]).toContain('not JSON');
    expect(results[4]).toContain('"required":["expression"]');
    expect(results[5]).toContain('no tool called "rocket"');
    expect(results[6]).toContain('Herons nest in reeds.');
    expect(results[7]).toContain('nothing here under that id');
    const told = frames.filter(({ type }) => type === 'tool-result').map(({ data }) => data.ok);
    expect(told.filter(Boolean)).toHaveLength(3);
    for (const { document_id, quote, start, end: to } of end.citations) {
      expect(document_id).toBe(bird.document.id);
      expect('Herons nest in reeds.'.slice(start, to)).toBe(quote);
    }
  });

  it('are exported and imported, each on its own', async () => {
    const { token } = chat.other;
    for (const name of ['first', 'second'])
      await agents('POST', '', { name, tools: ['calculator'], memory: false }, token);
    const { body: file } = await agents('GET', '/export', undefined, token);
    expect(file).toMatchObject({ status: 'success', format: 'rai-chat-agents', version: 1 });
    expect(file.agents).toEqual(
      ['first', 'second'].map((name) => ({
        name,
        instructions: '',
        tools: ['calculator'],
        collection_ids: [],
        memory: false,
        handoffs: [],
      })),
    );
    const { format, version } = file;
    const odd = [{ name: 'third', tools: ['rocket'] }, { name: 'fourth', collection_ids: [ABSENT] }, { name: 'fifth' }];
    const taken = await agents('POST', '/import', { format, version, agents: [...file.agents, ...odd] }, token);
    expect(taken.status).toBe(201);
    const outcomes = taken.body.agents.map(({ name, code }: Json) => [name, code ?? 'made']);
    expect(outcomes).toEqual([
      ['first', 'conflict'],
      ['second', 'conflict'],
      ['third', 'validation_failed'],
      ['fourth', 'not_found'],
      ['fifth', 'made'],
    ]);
    expect(taken.body.agents[2].error).toContain('rocket');
    expect((await agents('POST', '/import', { agents: [{ nom: 'x' }] }, token)).body.code).toBe('validation_failed');
    expect(
      (await agents('POST', '/import', { agents: [{ name: 'x', shared: true }] }, token)).body.agents[0].code,
    ).toBe('forbidden');
    for (const name of ['first', 'second', 'fifth']) await agents('DELETE', `/${name}`, undefined, token);
  });

  describe('passing the conversation on', () => {
    beforeAll(async () => {
      await make({ name: 'desk', instructions: 'You greet.', handoffs: ['smith', 'nobody', 'desk'], tone: 'neutral' });
      await make({
        name: 'smith',
        description: 'Knows iron.',
        instructions: 'You forge.',
        tools: ['calculator'],
        model: 'forge',
        handoffs: ['desk'],
      });
    });

    it('goes on with the instructions, model and tools of the other', async () => {
      chat.model.playFor('greeter', callsThenSays([[{ name: 'hand_off', args: { agent: 'Smith', reason: 'iron' } }]]));
      chat.model.playFor('forge', { tokens: ['Heat ', 'it.'] });
      const { body: desk } = await agents('GET', '/desk');
      await agents('PATCH', `/${desk.agent.id}`, { model: 'greeter' });
      const frames = await (await chat.stream({ message: 'My horse needs a shoe', agent: 'desk' })).all();
      const end = expectWholeStream(frames);
      expect(end).toMatchObject({ turn_status: 'complete', response: 'Heat it.', model: 'forge' });
      const [first, second] = chat.model.chats.slice(-2).map(({ body }) => body!);
      expect(toolNames(first!)).toEqual(['hand_off']);
      expect(JSON.stringify(first!.tools)).toContain('Knows iron.');
      expect(systemText(first!)).toContain('You greet.');
      expect(second!.model).toBe('forge');
      expect(systemText(second!)).toContain('You forge.');
      expect(systemText(second!)).not.toContain('You greet.');
      expect(toolNames(second!)).toEqual(['calculator']);
      const result = frames.find(({ type }) => type === 'tool-result')!.data;
      expect(result).toMatchObject({ name: 'hand_off', ok: true, summary: 'Passed to smith.' });
    });

    it('shows the other one no memory and no documents that it is to be without', async () => {
      const made = async (path: string, json: object) => (await chat.call('POST', path, { json })).body;
      const { collection } = await made('/api/rag/collections', { name: 'Open shelf' });
      await made('/api/rag/documents?wait=30', { text: 'The walnut desk stands in the secret archive.' });
      const shelf = { text: 'The walnut desk stands on the open shelf.', collection_id: collection.id };
      await made('/api/rag/documents?wait=30', shelf);
      await made('/api/memory', { content: 'The walnut desk was a present.', kind: 'fact' });
      await make({ name: 'porter', instructions: 'You carry.', handoffs: ['stranger'], model: 'porting' });
      const stranger = { memory: false, collection_ids: [collection.id], model: 'strange', instructions: 'You look.' };
      await make({ name: 'stranger', ...stranger });
      chat.model.playFor('porting', callsThenSays([[{ name: 'hand_off', args: { agent: 'stranger' } }]]));
      chat.model.playFor('strange', { tokens: ['Here.'] });
      const turn = await chat.stream({ message: 'Where does the walnut desk stand?', agent: 'porter' });
      expect(expectWholeStream(await turn.all()).model).toBe('strange');
      const [first, second] = chat.model.chats.slice(-2).map(({ body }) => JSON.stringify(body!.messages[0]));
      for (const seen of ['secret archive', 'open shelf', 'was a present']) expect(first).toContain(seen);
      expect(second).toContain('You look.');
      expect(second).toContain('open shelf');
      expect(second).not.toMatch(/secret archive|was a present/);
    });

    it('goes to the first of several a model names at once, and to nobody else', async () => {
      await make({ name: 'left', instructions: 'You are left.', tools: ['calculator'] });
      await make({ name: 'right', instructions: 'You are right.', tools: ['current_time'] });
      await make({ name: 'fork', instructions: 'You choose.', handoffs: ['left', 'right'] });
      const to = (agent: string) => ({ name: 'hand_off', args: { agent } });
      chat.model.playFor('torn', callsThenSays([[to('nobody'), to('left'), to('right')]], ['Left.']));
      const frames = await (await chat.stream({ message: 'Go', agent: 'fork', model: 'torn' })).all();
      expect(expectWholeStream(frames)).toMatchObject({ turn_status: 'complete', response: 'Left.' });
      const results = frames.filter(({ type }) => type === 'tool-result').map(({ data }) => [data.ok, data.summary]);
      expect(results.toSorted()).toEqual([
        [false, 'The conversation is passed to left already.'],
        [false, 'There is no such agent to pass to.'],
        [true, 'Passed to left.'],
      ]);
      expect(systemText()).toContain('You are left.');
      expect(toolNames(asked())).toEqual(['calculator']);
    });

    it('ends, however often a model passes on', async () => {
      const names = ['ring-a', 'ring-b', 'ring-c'];
      for (const name of names) await make({ name, handoffs: names });
      chat.model.playFor('restless', (body) => {
        const tool = (body.tools as Json[] | undefined)?.find((t) => t.function.name === 'hand_off');
        const [agent] = tool?.function.parameters.properties.agent.enum ?? ['ring-a'];
        return { tokens: ['Well.'], toolCalls: [{ id: 'x', name: 'hand_off', arguments: JSON.stringify({ agent }) }] };
      });
      const before = chat.model.chats.length;
      const frames = await (await chat.stream({ message: 'Go', agent: 'ring-a', model: 'restless' })).all();
      const end = expectWholeStream(frames);
      expect(end.turn_status).toBe('complete');
      const passed = frames.filter(({ type, data }) => type === 'tool-result' && data.ok);
      expect(passed.map(({ data }) => data.summary)).toEqual(['Passed to ring-b.', 'Passed to ring-c.']);
      expect(chat.model.chats.length - before).toBeLessThan(12);
    });

    it('chooses who answers where the agent is "auto"', async () => {
      chat.model.playFor('router', callsThenSays([[{ name: 'hand_off', args: { agent: 'smith' } }]], ['Hm.']));
      const { body } = await chat.ask({ message: 'My horse needs a shoe', agent: 'auto', model: 'router' });
      expect(body).toMatchObject({ turn_status: 'complete', response: 'Hm.' });
      expect(systemText()).toContain('You forge.');
      const nobody = await chat.ask({ message: 'Hello', agent: 'auto' }, { token: chat.other.token });
      expect(nobody.status).toBe(200);
      expect(asked()).not.toHaveProperty('tools');
    });
  });
});
