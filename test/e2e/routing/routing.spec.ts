import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { DEFAULT_TOKENS } from '../../support/scripted-model/script.js';
import { ScriptedModel } from '../../support/scripted-model/scripted-model.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture, expectWholeStream } from '../chat/chat-fixture.js';

const TEXT = DEFAULT_TOKENS.join('');
const SECRET = 'key-nobody-may-see';
const MILLION = 1_000_000;

describe.each(testDatabases())('several model servers on %s', (database) => {
  let chat: ChatFixture;
  let big: ScriptedModel;
  let far: ScriptedModel;
  beforeAll(async () => {
    [big, far] = await Promise.all([new ScriptedModel().start(), new ScriptedModel().start()]);
    big.models = ['scripted', 'large'];
    const upstreams = [
      { name: 'big', url: big.url, key: SECRET },
      { name: 'far', url: far.url, key: SECRET, models: ['remote'] },
    ];
    chat = await ChatFixture.start(database, {
      LLM_UPSTREAMS: JSON.stringify(upstreams),
      LLM_ROUTES: JSON.stringify({ fast: ['small@default', 'large@big'], sure: ['small', 'large@big', 'remote@far'] }),
      LLM_PROFILES: JSON.stringify({ small: { context_tokens: 3000, tools: false }, remote: { vision: true } }),
      LLM_FIRST_TOKEN_TIMEOUT_MS: '3000',
      PRICES: JSON.stringify({ small: { prompt: 1, completion: 1 }, 'large@big': { prompt: 5, completion: 5 } }),
    });
  });
  afterAll(async () => {
    await chat.stop();
    await Promise.all([big.close(), far.close()]);
  });
  beforeEach(() => {
    for (const server of [chat.model, big, far]) server.play({}).requests.length = 0;
  });

  const models = async (): Promise<Json[]> => (await chat.call('GET', '/api/chat/models')).body.data;
  const named = async (id: string) => (await models()).find((model) => model.id === id);
  const cost = async () => (await chat.call('GET', '/api/stats/summary')).body.summary.cost * MILLION;

  it('an alias is answered by its first choice, and everything names the model that answered', async () => {
    const before = await cost();
    const { body } = await chat.ask({ message: 'hello', model: 'fast', memory: false });
    expect([body.response, body.model]).toEqual([TEXT, 'small']);
    expect(chat.model.chats.map(({ body: sent }) => sent!.model)).toEqual(['small']);
    expect((await cost()) - before).toBeCloseTo(body.usage.total_tokens, 3);
    const { context } = (await chat.call('GET', `/api/chat/messages/${body.message_id}/context`)).body;
    expect(context).toMatchObject({ model: 'small', upstream: 'default' });
  });

  it('where that fails the next one answers, once, and the bill is its own', async () => {
    const before = await cost();
    chat.model.play({ fault: { kind: 'status', status: 504 } });
    const frames = await (await chat.stream({ message: 'hello', model: 'fast', memory: false })).all();
    const end = expectWholeStream(frames);
    expect(end).toMatchObject({ turn_status: 'complete', response: TEXT, model: 'large' });
    expect(frames[0]!.data.model).toBe('fast');
    expect(big.chats[0]!.headers.authorization).toBe(`Bearer ${SECRET}`);
    expect((await chat.turn(end.turn_id)).model).toBe('large');
    const [, answer] = await chat.messages(end.session_id);
    expect(answer.model).toBe('large');
    expect((await cost()) - before).toBeCloseTo(5 * end.usage.total_tokens, 3);
    const { series } = (await chat.call('GET', '/api/stats/timeseries?metric=turns&bucket=day&group_by=model')).body;
    expect(series).toContainEqual(expect.objectContaining({ group: 'large', value: 1 }));
    const { context } = (await chat.call('GET', `/api/chat/messages/${end.message_id}/context`)).body;
    expect(context).toMatchObject({ model: 'large', upstream: 'big' });
  });

  it('a refused request is not passed on', async () => {
    chat.model.play({ fault: { kind: 'status', status: 400 } });
    const { status, body } = await chat.ask({ message: 'hello', model: 'fast' });
    expect([status, body.code]).toEqual([502, 'upstream_rejected']);
    expect(big.chats).toEqual([]);
  });

  it('where all fail, the last fault is the answer and nothing is said twice', async () => {
    for (const server of [chat.model, big, far]) server.play({ fault: { kind: 'status', status: 504 } });
    const end = expectWholeStream(await (await chat.stream({ message: 'hello', model: 'sure' })).all());
    expect(end).toMatchObject({ turn_status: 'failed', code: 'upstream_error', response: '', model: 'sure' });
    expect([chat.model, big, far].map(({ chats }) => chats.length)).toEqual([1, 1, 1]);
  });

  it('a break after text is not passed on', async () => {
    chat.model.play({ fault: { kind: 'reset', at: 3 } });
    const end = expectWholeStream(await (await chat.stream({ message: 'hello', model: 'fast' })).all());
    expect(end).toMatchObject({ turn_status: 'incomplete', reason: 'upstream_closed' });
    expect(big.chats).toEqual([]);
  });

  it('stop stops while the next one is being asked', async () => {
    chat.model.play({ fault: { kind: 'status', status: 504 } });
    big.play({ fault: { kind: 'silence' } });
    const turn = await chat.stream({ message: 'hello', model: 'sure' });
    const { turn_id } = await turn.start();
    await big.until(() => big.openStreams === 1);
    await chat.call('POST', `/api/chat/turns/${turn_id}/stop`);
    expect(expectWholeStream(await turn.all())).toMatchObject({ turn_status: 'incomplete', reason: 'stopped' });
    await big.until(() => big.openStreams === 0, 1000);
    expect(far.chats).toEqual([]);
  });

  it('an agent may name an alias', async () => {
    await chat.call('POST', '/api/chat/agents', { json: { name: 'quick', model: 'fast' } });
    chat.model.play({ fault: { kind: 'status', status: 504 } });
    expect((await chat.ask({ message: 'hello', agent: 'quick' })).body).toMatchObject({ model: 'large' });
  });

  it('the prompt has the room of the model that is asked', async () => {
    const limit = async (model: string) =>
      (await chat.call('POST', '/api/chat/context/preview', { json: { message: 'hello', model } })).body.context.limit;
    expect(await limit('fast')).toBe(2250);
    expect(await limit('large@big')).toBe(6144);
  });

  it('models and aliases are listed with server, health, abilities and price, without keys and addresses', async () => {
    const response = await chat.call('GET', '/api/chat/models');
    const list = response.body.data as Json[];
    expect(list.map(({ id }) => id)).toEqual(['fast', 'sure', 'scripted', 'scripted@big', 'large', 'remote']);
    expect(list[0]).toEqual({
      id: 'fast',
      default: false,
      kind: 'alias',
      alias_of: ['small@default', 'large@big'],
      upstream: 'default',
      health: { state: 'ok' },
      context_tokens: 3000,
      capabilities: { tools: false },
      price: { prompt: 1, completion: 1 },
    });
    expect(list[2]).toMatchObject({ id: 'scripted', default: true, kind: 'model', upstream: 'default' });
    expect(list[4]).toMatchObject({ id: 'large', owned_by: 'scripted', price: { prompt: 5, completion: 5 } });
    expect(list[5]).toMatchObject({ id: 'remote', upstream: 'far', capabilities: { vision: true } });
    expect(list[5]).not.toHaveProperty('price');
    const text = JSON.stringify(response.body);
    for (const hidden of [SECRET, '127.0.0.1', new URL(big.url).port]) expect(text).not.toContain(hidden);
    const ready = await chat.app.call('GET', '/health/ready');
    expect(JSON.stringify(ready.body)).not.toContain(SECRET);
    const { settings } = (await chat.call('GET', '/api/admin/config')).body;
    expect(JSON.stringify(settings)).not.toContain(SECRET);
  });

  // Each server sees for itself who is away.
  it('a server that is away is told everywhere, hides no other, and comes back', () =>
    chat.app.onOne(async () => {
      const port = Number(new URL(far.url).port);
      await far.close();
      expect((await chat.ask({ message: 'hello', model: 'remote' })).body.code).toBe('upstream_unavailable');
      expect(await named('remote')).toMatchObject({ health: { state: 'unreachable' } });
      expect(await named('fast')).toMatchObject({ health: { state: 'ok' } });
      const { status, body } = await chat.app.call('GET', '/health/ready');
      expect(status).toBe(200);
      expect(body.checks['model:far']).toEqual({ ok: false, detail: 'unreachable' });
      expect(body.checks['model:big']).toEqual({ ok: true, detail: 'ok' });
      const lines: string[] = (await chat.app.call('GET', '/metrics')).body.split('\n');
      expect(lines).toContain('rai_upstream_up{upstream="far"} 0');
      expect(lines).toContain('rai_upstream_up{upstream="big"} 1');
      expect(lines).toContain('rai_upstream_faults_total{upstream="far",code="upstream_unavailable"} 1');
      for (let i = 0; i < 4; i++) await chat.ask({ message: 'hello', model: 'remote' });
      const open = await named('remote');
      expect(open?.health).toEqual({ state: 'open', until: expect.stringMatching(/Z$/) });
      await far.start(port);
      await far.until(() => far.requests.some(({ path }) => path.endsWith('/models')), 20_000);
      for (let waited = 0; (await named('remote'))?.health.state !== 'ok'; waited += 100) {
        if (waited > 5000) throw new Error('the server never came back');
        await new Promise((resume) => setTimeout(resume, 100));
      }
      expect((await chat.ask({ message: 'hello', model: 'remote' })).body.model).toBe('remote');
    }));

  it('aliases can be changed while the server runs, and an alias can be the standard', async () => {
    await chat.app.onOne(async () => {
      const patch = (json: object) => chat.call('PATCH', '/api/admin/config', { json });
      const wrong = await patch({ LLM_ROUTES: { fast: ['small@nowhere'] } });
      expect(wrong.status).toBe(400);
      expect(JSON.stringify(wrong.body.details)).toContain('no server is called');
      expect((await patch({ LLM_ROUTES: { best: ['large@big'] }, LLM_MODEL: 'best' })).status).toBe(200);
      expect((await chat.ask({ message: 'hello' })).body.model).toBe('large');
      expect(await named('best')).toMatchObject({ default: true, kind: 'alias' });
      await patch({ LLM_MODEL: null });
      expect((await chat.ask({ message: 'hello' })).body.model).toBe('scripted');
      expect((await chat.ask({ message: 'hello', model: 'best' })).body.model).toBe('large');
    });
    // A server that is taken away takes its alias along, not the whole start.
    await chat.app.reconfigure({ LLM_UPSTREAMS: '', LLM_ROUTES: '' });
    expect((await models()).map(({ id }) => id)).toEqual(['scripted']);
  });
});
