import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';

const ABSENT = '01890000-0000-7000-8000-000000000000';

describe.each(testDatabases())('tones on %s', (database) => {
  let chat: ChatFixture;
  const tones = (method: string, path = '', json?: object, token?: string) =>
    chat.call(method, `/api/chat/tones${path}`, { ...(json && { json }), ...(token && { token }) });
  const systemText = () => String(chat.model.chats.at(-1)!.body!.messages[0]!.content);
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
  });
  afterAll(() => chat.stop());

  const PIRATE = {
    name: 'Pirate',
    rules: ['Speak like a sailor.'],
    examples: ['Arr!', { user: 'Hello', assistant: 'Ahoy!' }],
    formality: 0.1,
    warmth: 'high',
    length: 'short',
    reading_level: 8,
    emoji: false,
  };

  it('are made, read, changed and deleted', async () => {
    const { status, body } = await tones('POST', '', PIRATE);
    expect(status).toBe(201);
    const { tone } = body;
    expect(tone).toMatchObject({ ...PIRATE, version: 1, shared: false, read_only: false, built_in: false });
    expect((await tones('GET', `/${tone.id}`)).body.tone).toEqual(tone);
    expect((await tones('GET', '/pirate')).body.tone).toEqual(tone);
    const changed = await tones('PATCH', `/${tone.id}`, { rules: ['Sing.'], warmth: null, name: 'Shanty' });
    expect(changed.body.tone).toMatchObject({
      id: tone.id,
      name: 'Shanty',
      rules: ['Sing.'],
      version: 2,
      length: 'short',
    });
    expect(changed.body.tone).not.toHaveProperty('warmth');
    expect((await tones('GET', '/pirate')).status).toBe(404);
    expect(await tones('DELETE', `/${tone.id}`)).toMatchObject({ status: 200, body: { status: 'success' } });
    expect((await tones('GET', `/${tone.id}`)).body.code).toBe('not_found');
  });

  it('are listed with those built in, a page at a time', async () => {
    for (const name of ['one', 'two', 'three']) await tones('POST', '', { name });
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await tones('GET', `?limit=2${cursor ? `&cursor=${cursor}` : ''}`);
      names.push(...body.data.map(({ name }: { name: string }) => name));
      expect(body.has_more).toBe(body.next_cursor !== null);
      cursor = body.next_cursor;
    } while (cursor);
    expect(names).toEqual([
      ...['three', 'two', 'one'],
      ...['teacher', 'plain-language', 'formal', 'concise', 'friendly', 'neutral'],
    ]);
  });

  it('that are built in are read-only', async () => {
    const { body } = await tones('GET', '/formal');
    expect(body.tone).toMatchObject({ name: 'formal', built_in: true, read_only: true, version: 1 });
    expect((await tones('PATCH', `/${body.tone.id}`, { rules: [] })).status).toBe(403);
    expect((await tones('DELETE', '/formal')).status).toBe(403);
    expect((await tones('POST', '', { name: 'formal', rules: ['Mine.'] })).status).toBe(201);
    expect((await tones('GET', '/FORMAL')).body.tone.rules).toEqual(['Mine.']);
  });

  it('belong to who made them, unless an administrator shares them', async () => {
    const mine = (await tones('POST', '', { name: 'secret', rules: ['x'] })).body.tone;
    const { token } = chat.other;
    for (const id of [mine.id, 'secret', ABSENT, 'nonsense']) {
      expect((await tones('GET', `/${id}`, undefined, token)).body.code).toBe('not_found');
      expect((await tones('PATCH', `/${id}`, { rules: [] }, token)).body.code).toBe('not_found');
      expect((await tones('DELETE', `/${id}`, undefined, token)).body.code).toBe('not_found');
      expect((await chat.ask({ message: 'x', tone: id }, { token })).body.code).toBe('not_found');
    }
    expect((await tones('POST', '', { name: 'y', shared: true }, token)).body.code).toBe('forbidden');
    expect((await tones('PATCH', `/${mine.id}`, { shared: true })).body.tone.shared).toBe(true);
    const seen = await tones('GET', '/secret', undefined, token);
    expect(seen.body.tone).toMatchObject({ id: mine.id, shared: true, read_only: true });
    expect((await tones('PATCH', `/${mine.id}`, { rules: [] }, token)).body.code).toBe('forbidden');
    expect((await tones('DELETE', `/${mine.id}`, undefined, token)).body.code).toBe('forbidden');
    expect((await chat.ask({ message: 'x', tone: 'secret' }, { token })).status).toBe(200);
  });

  it.each([
    [{}, 'name'],
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ name: 'a', rules: 'one' }, 'rules'],
    [{ name: 'a', rules: [''] }, 'rules'],
    [{ name: 'a', rules: ['x'.repeat(501)] }, 'rules'],
    [{ name: 'a', rules: Array(41).fill('x') }, 'rules'],
    [{ name: 'a', formality: {} }, 'formality'],
    [{ name: 'a', warmth: 'x'.repeat(101) }, 'warmth'],
    [{ name: 'a', examples: [7] }, 'examples'],
    [{ name: 'a', examples: [{ user: {} }] }, 'examples'],
    [{ name: 'a', user_id: ABSENT }, 'user_id'],
  ])('refuse %j', async (json, field) => {
    const { status, body } = await tones('POST', '', json);
    expect([status, body.code]).toEqual([400, 'validation_failed']);
    expect(body.details.map((detail: { field: string }) => detail.field.split('.')[0])).toContain(field);
  });

  it('have one name each', async () => {
    await tones('POST', '', { name: 'Twin' });
    expect((await tones('POST', '', { name: ' twin ' })).body.code).toBe('conflict');
    const { tone } = (await tones('POST', '', { name: 'Triplet' })).body;
    expect((await tones('PATCH', `/${tone.id}`, { name: 'TWIN' })).body.code).toBe('conflict');
    const race = await Promise.all(Array.from({ length: 8 }, () => tones('POST', '', { name: 'raced' })));
    expect(race.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(race.filter(({ status }) => status === 409)).toHaveLength(7);
  });

  it('are told to the model as one layer, by turn or by conversation', async () => {
    const plain = await chat.ask({ message: 'Hello' });
    expect(chat.model.chats.at(-1)!.body!.messages).toHaveLength(2);
    expect(systemText()).not.toContain('How to write');
    const { tone } = (await tones('POST', '', { ...PIRATE, name: 'sailor' })).body;
    const { body } = await chat.ask({ message: 'Hello', tone: 'Sailor', session_id: plain.body.session_id });
    for (const part of ['- Speak like a sailor.', '- Warmth: high', '- Emoji: none', 'assistant: Ahoy!']) {
      expect(systemText()).toContain(part);
    }
    const { context } = (await chat.call('GET', `/api/chat/messages/${body.message_id}/context`)).body;
    const layer = context.layers.find(({ name }: { name: string }) => name === 'tone');
    expect(layer.tokens).toBeGreaterThan(10);
    expect(layer.items[0].text).toContain('Speak like a sailor.');

    const made = await chat.call('POST', '/api/session', { json: { tone: tone.id } });
    const session_id = made.body.session.id;
    await chat.ask({ message: 'Hello', session_id });
    expect(systemText()).toContain('Speak like a sailor.');
    await chat.ask({ message: 'Hello', session_id, tone: 'concise' });
    expect(systemText()).toContain('Answer first');
    expect(systemText()).not.toContain('sailor');
    await tones('DELETE', `/${tone.id}`);
    expect((await chat.ask({ message: 'Hello', session_id, tone: tone.id })).body.code).toBe('not_found');
    expect((await chat.ask({ message: 'Hello', session_id })).status).toBe(200);
    expect(systemText()).not.toContain('sailor');
  });

  it('know how answers in them were written', async () => {
    const { tone } = (await tones('POST', '', { name: 'measured' })).body;
    expect((await tones('GET', `/${tone.id}/style`)).body.style).toEqual({ answers: 0 });
    await tones('PATCH', `/${tone.id}`, { rules: ['x'] });
    chat.model.playFor('writer', { tokens: ['The cat sat. ', 'Perhaps it slept on the mat!'] });
    await chat.ask({ message: 'Hello', tone: 'measured', model: 'writer' });
    await chat.ask({ message: 'Hello', tone: 'measured', model: 'writer' });
    const { style } = (await tones('GET', `/${tone.id}/style`)).body;
    expect(style).toMatchObject({ answers: 2, words: 9, words_per_sentence: 4.5, hedges: 111 });
    expect(style.reading_ease).toBeGreaterThan(80);
    expect(style.formality).toBeLessThan(50);
    expect((await tones('GET', `/${tone.id}/style`, undefined, chat.other.token)).status).toBe(404);
  });

  it('tell how far answers are from them, over time, to their owner alone', async () => {
    const asks = { name: 'stiff', formality: 'high', hedging: 'none', length: 10, language: 'de' };
    const { tone } = (await tones('POST', '', asks)).body;
    expect(tone).toMatchObject(asks);
    chat.model.playFor('chatty', { tokens: ["Hey, that's pretty cool! ", "Maybe you're gonna love it!"] });
    const answer = await chat.ask({ message: 'Hello', tone: 'stiff', model: 'chatty' });
    expect(answer.status).toBe(200);
    expect(systemText()).toContain('- Hedging: none\n- Language of the answer: de');
    await chat.ask({ message: 'Hello', model: 'chatty' });
    const drift = async (query: string, token?: string) =>
      chat.call('GET', `/api/stats/style${query}`, token === undefined ? {} : { token });
    const { status, body } = await drift('?tone=Stiff');
    expect(status).toBe(200);
    expect(body.tones).toHaveLength(1);
    const [{ series, ...about }] = body.tones;
    expect(about).toEqual({ tone_id: tone.id, name: 'stiff', target: { words: 10, hedges: 5, formality: 75 } });
    expect(series).toEqual([expect.objectContaining({ answers: 1, words: 9, words_per_sentence: 4.5, formality: 0 })]);
    expect(series[0].t).toMatch(/T00:00:00\.000Z$/);
    expect(series[0].distance).toBeGreaterThan(0.5);
    const plain = (await drift('?bucket=hour')).body.tones.find((one: { tone_id: null }) => one.tone_id === null);
    expect(plain).toMatchObject({ name: null, target: {} });
    expect(plain.series.at(-1)).toMatchObject({ distance: null });
    expect(plain.series.at(-1).t).toMatch(/:00:00\.000Z$/);
    expect((await drift('?to=2020-01-01&from=2019-01-01')).body.tones).toEqual([]);
    expect((await drift('?tone=stiff', chat.other.token)).status).toBe(404);
    expect(JSON.stringify((await drift('', chat.other.token)).body)).not.toContain(tone.id);
    for (const wrong of ['?bucket=week', '?from=x', '?to=2019-01-01&from=2020-01-01']) {
      expect((await drift(wrong)).status).toBe(400);
    }
    await tones('DELETE', `/${tone.id}`);
    const gone = (await drift('')).body.tones.find((one: { tone_id: string }) => one.tone_id === tone.id);
    expect(gone).toMatchObject({ name: null, target: {} });
  });
});
