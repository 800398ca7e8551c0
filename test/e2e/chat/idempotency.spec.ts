import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture, expectWholeStream, OpenTurn, textOf } from './chat-fixture.js';

describe.each(testDatabases())('Idempotency-Key on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
    chat.model.playFor('steady', { tokens: ['one ', 'two ', 'three'], gapMs: 60 });
  });
  afterAll(() => chat.stop());

  const keyed = (key: string) => ({ headers: { 'idempotency-key': key } });
  const asked = (message: string) =>
    chat.model.chats.filter(({ body }) => body!.messages.at(-1)!.content === message).length;

  it('the same request twice is one turn with one answer', async () => {
    const key = randomUUID();
    const first = await chat.ask({ message: 'once only' }, keyed(key));
    const second = await chat.ask({ message: 'once only' }, keyed(key));
    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
    expect(asked('once only')).toBe(1);
    expect(await chat.messages(first.body.session_id)).toHaveLength(2);
  });

  it('makes nothing anew once what it made is deleted, and says so', async () => {
    const key = randomUUID();
    const { body } = await chat.ask({ message: 'gone since' }, keyed(key));
    await chat.call('DELETE', `/api/session/${body.session_id}`);
    const again = await chat.ask({ message: 'gone since' }, keyed(key));
    expect([again.status, again.body.code]).toEqual([404, 'not_found']);
    expect(again.body.error).toContain('deleted since');
    expect(asked('gone since')).toBe(1);
    expect((await chat.ask({ message: 'gone since' }, keyed(randomUUID()))).status).toBe(200);
    const nowhere = { message: 'nowhere', session_id: randomUUID() };
    expect((await chat.ask(nowhere, keyed(randomUUID()))).body.error).not.toContain('deleted since');
  });

  it('another body under the key is refused, while it runs and after', async () => {
    const key = randomUUID();
    const open = await chat.stream({ message: 'mine', model: 'steady' }, keyed(key));
    await open.start();
    const during = await chat.ask({ message: 'not mine' }, keyed(key));
    await open.all();
    const after = await chat.ask({ message: 'mine', model: 'steady', temperature: 1 }, keyed(key));
    for (const { status, body } of [during, after]) expect([status, body.code]).toEqual([422, 'idempotency_mismatch']);
  });

  it('fifty at once make one turn and ask the model once', async () => {
    const key = randomUUID();
    const json = { message: 'all at once', model: 'steady' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => chat.ask(json, keyed(key))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.turn_id)).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.response))).toEqual(new Set(['one two three']));
    expect(asked('all at once')).toBe(1);
    expect(await chat.messages(answers[0]!.body.session_id, true)).toHaveLength(2);
  });

  it('fifty streams at once are one turn, each whole', async () => {
    const key = randomUUID();
    const json = { message: 'streams at once', model: 'steady' };
    const all = await Promise.all(Array.from({ length: 50 }, async () => (await chat.stream(json, keyed(key))).all()));
    for (const frames of all) {
      expectWholeStream(frames);
      expect(frames).toEqual(all[0]);
    }
    expect(asked('streams at once')).toBe(1);
  });

  it('a repeat attaches to the stream that is running, from its beginning', async () => {
    const key = randomUUID();
    const json = { message: 'attach', model: 'steady' };
    const first = await chat.stream(json, keyed(key));
    await first.until('text-delta');
    const second = await chat.stream(json, keyed(key));
    const [a, b] = await Promise.all([first.all(), second.all()]);
    expect(b).toEqual(a);
    expect(textOf(b)).toBe('one two three');
  });

  it('belongs to its user, and an error is not kept', async () => {
    const key = randomUUID();
    const mine = await chat.ask({ message: 'whose key' }, keyed(key));
    const theirs = await chat.ask({ message: 'whose key' }, { ...keyed(key), token: chat.other.token });
    expect(theirs.status).toBe(200);
    expect(theirs.body.turn_id).not.toBe(mine.body.turn_id);
    const other = randomUUID();
    const absent = { message: 'x', session_id: '01890000-0000-7000-8000-000000000000' };
    expect((await chat.ask(absent, keyed(other))).status).toBe(404);
    expect((await chat.ask({ message: 'x' }, keyed(other))).status).toBe(200);
  });

  it.each(['', 'with space', 'x'.repeat(256)])('refuses the key %j', async (key) => {
    expect((await chat.ask({ message: 'x' }, keyed(key))).status).toBe(400);
  });

  it('outlives a restart', async () => {
    const key = randomUUID();
    const open = await chat.stream({ message: 'before the restart' }, keyed(key));
    const end = expectWholeStream(await open.all());
    await chat.app.restart();
    const again = OpenTurn.of(
      await chat.app.send('POST', '/api/chat', {
        token: chat.user.token,
        json: { message: 'before the restart', streaming: true },
        ...keyed(key),
      }),
    );
    const frames = await again.all();
    expect(frames.at(-1)!.data).toMatchObject({ message_id: end.message_id, response: end.response });
    expect(frames.filter(({ type }) => type === 'turn-end')).toHaveLength(1);
    expect(asked('before the restart')).toBe(1);
  });
});
