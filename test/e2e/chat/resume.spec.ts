import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readAll } from '../../support/read-stream.js';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { onDatabase } from '../stats/stats-calls.js';
import { ChatFixture, expectWholeStream, OpenTurn } from './chat-fixture.js';

const TOKENS = ['one ', 'two ', 'three ', 'four'];
const WHOLE = TOKENS.join('');
/** turn-start, context-ready, the deltas, turn-end. */
const FRAMES = TOKENS.length + 3;

describe.each(testDatabases())('following a turn on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
    // Slow enough that every token is an event of its own.
    chat.model.play({ tokens: TOKENS, gapMs: 60 });
    chat.model.playFor('endless', { fault: { kind: 'infinite', at: 1 } });
  });
  afterAll(() => chat.stop());

  const begin = async (json: object = {}) => {
    const open = await chat.stream({ message: 'Count', ...json });
    return { open, turnId: (await open.start()).turn_id as string };
  };

  it('gives a running turn from every index on, each event once', async () => {
    const { open, turnId } = await begin();
    const resumed: Promise<OpenTurn>[] = [];
    const followers = async (after: number) => OpenTurn.of(await chat.events(turnId, after));
    for (let after = -1; after < FRAMES - 1; after++) resumed.push(followers(after));
    const [frames, ...rests] = await Promise.all([open.all(), ...resumed.map(async (turn) => (await turn).all())]);
    expectWholeStream(frames);
    expect(frames).toHaveLength(FRAMES);
    rests.forEach((rest, i) => expect(rest).toEqual(frames.slice(i)));
  });

  it('gives a finished turn from every index on, frame by frame as it was streamed; 204 at its end', async () => {
    const { open, turnId } = await begin();
    const frames = await open.all();
    for (let after = -1; after < FRAMES - 1; after++) {
      const rest = await readAll(await chat.events(turnId, after));
      expect(rest).toEqual(frames.slice(after + 1));
      const byHeader = await chat.events(turnId, undefined, { headers: { 'last-event-id': `${after}` } });
      expect(await readAll(byHeader)).toEqual(rest);
    }
    expect(await readAll(await chat.events(turnId))).toEqual(frames);
    for (const after of [FRAMES - 1, FRAMES, 999_999]) {
      const response = await chat.events(turnId, after);
      expect([response.status, await response.text()]).toEqual([204, '']);
    }
  });

  it.each(['x', '1.5', '1e3', '0x1', '1 ', '9'.repeat(30), '1;2'])('refuses %j as a place', async (place) => {
    const { open, turnId } = await begin();
    for (const when of ['running', 'finished']) {
      const path = `/api/chat/turns/${turnId}/events`;
      const query = await chat.call('GET', `${path}?after=${encodeURIComponent(place)}`);
      expect([when, query.status, query.body.code]).toEqual([when, 400, 'bad_request']);
      if (place === '1 ') continue; // a header has no trailing space
      const header = await chat.call('GET', path, { headers: { 'last-event-id': place } });
      expect([when, header.status]).toEqual([when, 400]);
      await open.all();
    }
  });

  it('HEAD starts nothing', async () => {
    const { open, turnId } = await begin();
    const response = await chat.app.send('HEAD', `/api/chat/turns/${turnId}/events`, { token: chat.user.token });
    expect([response.status, await response.text()]).toEqual([200, '']);
    await open.all();
    expect(chat.app.logs()).not.toContain('EmptyError');
  });

  it.each(Array.from({ length: FRAMES }, (_, i) => i))('leaving after event %i changes nothing', async (index) => {
    const leaving = new AbortController();
    const open = await chat.stream({ message: 'I will leave' }, { signal: leaving.signal });
    const { turn_id, session_id } = await open.start();
    while (open.frames.length <= index) await open.next();
    leaving.abort();
    expect(await chat.turnEnded(turn_id)).toMatchObject({ state: 'complete', response: WHOLE });
    const [question, answer] = await chat.messages(session_id);
    expect([question.content, answer.content, answer.state]).toEqual(['I will leave', WHOLE, 'complete']);
    const rest = await chat.events(turn_id, index);
    const frames = rest.status === 204 ? [] : await readAll(rest);
    expectWholeStream([...open.frames.slice(0, index + 1), ...frames]);
  });

  it('a caller that does not wait for its whole answer finds it later', async () => {
    const message = 'I shall not wait';
    const leaving = new AbortController();
    const asked = chat.ask({ message }, { signal: leaving.signal });
    const refused = expect(asked).rejects.toThrow();
    await chat.model.until(() => chat.model.chats.some(({ body }) => body!.messages.at(-1)!.content === message));
    leaving.abort();
    await refused;
    const { data } = (await chat.call('GET', '/api/session?limit=1')).body;
    expect(data[0].title).toBe(message);
    const [, answer] = await chat.messages(data[0].id);
    expect(await chat.turnEnded(answer.turn_id)).toMatchObject({ state: 'complete', response: WHOLE });
  });

  it('twenty turns that end while a part of them is being saved all know their last event', async () => {
    // Parts are saved every quarter of a second: these end at all distances from that.
    const open = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        chat.model.playFor(`gap-${i}`, { tokens: TOKENS, gapMs: 50 + 5 * i });
        return (await begin({ model: `gap-${i}` })).open;
      }),
    );
    for (const turn of open) {
      const frames = await turn.all();
      const { turn_id } = frames[0]!.data;
      expect((await chat.turn(turn_id)).seq).toBe(frames.length - 1);
      expect(await readAll(await chat.events(turn_id, frames.length - 2))).toEqual(frames.slice(-1));
    }
  });

  it('a snapshot tells where a turn stands', async () => {
    const { open, turnId } = await begin();
    await open.until('text-delta');
    // Another server than that of the turn knows what was saved: a quarter of a second less.
    const running = await waitUntil('there is text', 2000, async () => {
      const turn = await chat.turn(turnId);
      return turn.response === '' ? undefined : turn;
    });
    expect(running).toMatchObject({ id: turnId, state: 'running', model: 'scripted' });
    expect(WHOLE.startsWith(running.response)).toBe(true);
    expect(running.seq).toBeGreaterThanOrEqual(2);
    expect(running).not.toHaveProperty('ended_at');
    const frames = await open.all();
    const { session_id, user_message_id, message_id } = frames[0]!.data;
    expect(await chat.turn(turnId)).toEqual({
      id: turnId,
      session_id,
      user_message_id,
      message_id,
      state: 'complete',
      response: WHOLE,
      seq: FRAMES - 1,
      model: 'scripted',
      usage: frames.at(-1)!.data.usage,
      created_at: expect.stringMatching(/Z$/),
      ended_at: expect.stringMatching(/Z$/),
    });
  });

  describe('stop', () => {
    it('closes the upstream within a second and keeps what was written', async () => {
      const { open, turnId } = await begin({ model: 'endless' });
      await open.until('text-delta');
      const before = chat.model.openStreamsOf('endless');
      expect(before).toBe(1);
      const stopped = chat.call('POST', `/api/chat/turns/${turnId}/stop`);
      await chat.model.until(() => chat.model.openStreamsOf('endless') === 0, 1000);
      const { status, body } = await stopped;
      expect([status, body.turn.state, body.turn.reason]).toEqual([200, 'incomplete', 'stopped']);
      const end = expectWholeStream(await open.all());
      expect(end).toMatchObject({ turn_status: 'incomplete', reason: 'stopped', response: body.turn.response });
      expect(end.response).toMatch(/^(again )+$/);
      expect(end).not.toHaveProperty('code');
      const saved = (await chat.messages(end.session_id))[1];
      expect(saved).toMatchObject({ content: end.response, state: 'incomplete', reason: 'stopped', turn_id: turnId });
      // A second time changes nothing.
      const again = await chat.call('POST', `/api/chat/turns/${turnId}/stop`);
      expect([again.status, again.body.turn]).toEqual([200, body.turn]);
    });

    it('before the first token leaves an empty answer', async () => {
      chat.model.playFor('mute', { fault: { kind: 'silence' } });
      const { open, turnId } = await begin({ model: 'mute' });
      await chat.call('POST', `/api/chat/turns/${turnId}/stop`);
      expect(expectWholeStream(await open.all())).toMatchObject({
        turn_status: 'incomplete',
        reason: 'stopped',
        response: '',
      });
    });

    it('gives a waiting request the part there is', async () => {
      const waiting = chat.ask({ message: 'stop me while I wait', model: 'endless' });
      await chat.model.until(() => chat.model.openStreamsOf('endless') === 1);
      const { data } = (await chat.call('GET', '/api/session?limit=1')).body;
      const [, answer] = await chat.messages(data[0].id);
      while (!(await chat.turn(answer.turn_id)).response);
      await chat.call('POST', `/api/chat/turns/${answer.turn_id}/stop`);
      const { status, body } = await waiting;
      expect(status).toBe(200);
      expect(body).toMatchObject({ status: 'success', turn_status: 'incomplete', reason: 'stopped' });
      expect(body.response).toMatch(/^(again )+$/);
      expect((await chat.messages(body.session_id))[1].content).toBe(body.response);
    });

    it('of a finished turn leaves it as it is', async () => {
      const { open, turnId } = await begin();
      await open.all();
      const { status, body } = await chat.call('POST', `/api/chat/turns/${turnId}/stop`);
      expect([status, body.turn.state, body.turn.response]).toEqual([200, 'complete', WHOLE]);
    });
  });

  it('deleting the conversation stops its turn and ends its stream', async () => {
    const { open, turnId } = await begin({ model: 'endless' });
    await open.until('text-delta');
    const { session_id } = await open.start();
    expect((await chat.call('DELETE', `/api/session/${session_id}`)).status).toBe(200);
    await chat.model.until(() => chat.model.openStreamsOf('endless') === 0, 1000);
    const end = expectWholeStream(await open.all());
    expect([end.turn_status, end.reason]).toEqual(['incomplete', 'stopped']);
    expect((await chat.call('GET', `/api/chat/turns/${turnId}`)).status).toBe(404);
    expect((await chat.call('GET', `/api/session/${session_id}`)).status).toBe(404);
    expect(chat.app.logs()).not.toContain('could not be saved');
    const paid = await waitUntil('it is counted', 5000, async () => {
      const rows = await onDatabase(chat.app, `SELECT * FROM usage_records WHERE turn_id = '${turnId}'`);
      return rows.length ? rows : undefined;
    });
    expect(paid).toEqual([expect.objectContaining({ user_id: chat.user.id, outcome: 'stopped', code: null })]);
    expect(Number(paid[0]!.prompt_tokens)).toBeGreaterThan(0);
  });

  it.each(['access token', 'API key'])('a revoked %s ends its streams within a second, not the turn', async (kind) => {
    const login = { username: chat.user.username, password: chat.user.password };
    const session = (await chat.call('POST', '/api/auth/login', { json: login, token: undefined })).body;
    const made = (await chat.call('POST', '/api/auth/keys', { json: { name: 'stream', scopes: ['chat'] } })).body;
    const token = kind === 'API key' ? made.key : session.access_token;
    const open = await chat.stream({ message: 'revoke me', model: 'endless' }, { token });
    const { turn_id } = await open.start();
    const follower = OpenTurn.of(await chat.events(turn_id, -1, { token }));
    const waiting = chat.ask({ message: 'waiting', model: 'endless' }, { token });
    const endsBadly = [open.all(), follower.all(), waiting].map((ending) =>
      ending.then(
        () => 'ended',
        () => 'cut',
      ),
    );
    await chat.model.until(() => chat.model.openStreamsOf('endless') === 2);
    const late = new Promise((resolve) => setTimeout(resolve, 1000, ['late']));
    if (kind === 'API key') await chat.call('DELETE', `/api/auth/keys/${made.api_key.id}`);
    else await chat.call('POST', '/api/auth/logout', { token, json: {} });
    expect(await Promise.race([Promise.all(endsBadly), late])).toEqual(['cut', 'cut', 'cut']);
    expect((await chat.events(turn_id, -1, { token })).status).toBe(401);
    expect((await chat.turn(turn_id)).state).toBe('running');
    await stopAll();
  });

  async function stopAll(): Promise<void> {
    const { data } = (await chat.call('GET', '/api/session?limit=2')).body;
    for (const { id } of data) {
      const [, answer] = await chat.messages(id);
      await chat.call('POST', `/api/chat/turns/${answer.turn_id}/stop`);
    }
  }
});
