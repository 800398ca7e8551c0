import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from './chat-fixture.js';

const SLOW = 'slow';

describe.each(testDatabases())('branches of a conversation on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
    chat.model.play((body) => ({ tokens: [`re: ${body.messages.at(-1)!.content as string}`] }));
    chat.model.playFor(SLOW, { tokens: ['a', 'b', 'c'], gapMs: 30_000 });
  });
  afterAll(() => chat.stop());

  const contents = async (sessionId: string, all = false) =>
    (await chat.messages(sessionId, all)).map(({ content }) => content);

  it('an edit begins a branch beside the question, and the new one is active', async () => {
    const first = (await chat.ask({ message: 'one' })).body;
    const { session_id } = first;
    const second = (await chat.ask({ message: 'two', session_id })).body;
    const edited = (await chat.ask({ message: 'two, better', session_id, parent_id: first.message_id })).body;
    expect(await contents(session_id)).toEqual(['one', 're: one', 'two, better', 're: two, better']);
    expect((await contents(session_id, true)).sort()).toEqual(
      ['one', 're: one', 'two', 're: two', 'two, better', 're: two, better'].sort(),
    );
    // What the model saw is the branch, not the tree.
    const seen = chat.model.chats.at(-1)!.body!.messages.map(({ content }) => content);
    expect(seen.slice(1)).toEqual(['one', 're: one', 'two, better']);
    const tree = await chat.messages(session_id, true);
    const parentOf = (id: string) => tree.find((message) => message.id === id).parent_id;
    expect(parentOf(edited.user_message_id)).toBe(first.message_id);
    expect(parentOf(second.user_message_id)).toBe(first.message_id);
    // Going on without parent_id follows the active branch.
    await chat.ask({ message: 'three', session_id });
    expect((await contents(session_id)).slice(-3)).toEqual(['re: two, better', 'three', 're: three']);
  });

  it('parent_id null edits the first question', async () => {
    const { session_id } = (await chat.ask({ message: 'first' })).body;
    await chat.ask({ message: 'another first', session_id, parent_id: null });
    expect(await contents(session_id)).toEqual(['another first', 're: another first']);
    expect(await contents(session_id, true)).toHaveLength(4);
  });

  it('is the same for ids that are written in capitals', async () => {
    const first = (await chat.ask({ message: 'small' })).body;
    const [session_id, parent_id] = [first.session_id, first.message_id].map((id: string) => id.toUpperCase());
    const { status, body } = await chat.ask({ message: 'LARGE', session_id, parent_id });
    expect([status, body.session_id]).toEqual([200, first.session_id]);
    const json = { message_id: first.user_message_id.toUpperCase() };
    const fork = await chat.call('POST', `/api/session/${session_id}/fork`, { json });
    expect([fork.status, await contents(fork.body.session.id)]).toEqual([201, ['small']]);
  });

  it('regenerate writes a second answer beside the first', async () => {
    const first = (await chat.ask({ message: 'again?' })).body;
    chat.model.playFor('other', { tokens: ['another answer'] });
    const { status, body } = await chat.call('POST', '/api/chat/regenerate', {
      json: { message_id: first.message_id, model: 'other' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ response: 'another answer', user_message_id: first.user_message_id });
    expect(body.message_id).not.toBe(first.message_id);
    expect(await contents(first.session_id)).toEqual(['again?', 'another answer']);
    const tree = await chat.messages(first.session_id, true);
    const answers = tree.filter(({ role }) => role === 'assistant');
    expect(answers.map(({ parent_id }) => parent_id)).toEqual([first.user_message_id, first.user_message_id]);
    // And streamed.
    const response = await chat.app.send('POST', '/api/chat/regenerate', {
      token: chat.user.token,
      json: { message_id: body.message_id, streaming: true },
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(await response.text()).toContain('re: again?');
    expect(await chat.messages(first.session_id, true)).toHaveLength(4);
  });

  it('regenerate recalls neither the question nor what was answered to it before', async () => {
    const message = 'which lantern hangs in the northern tower?';
    chat.model.playFor('lamps', { tokens: ['the lantern of the northern tower'] });
    const first = (await chat.ask({ message, model: 'lamps' })).body;
    while ((await chat.call('GET', '/api/memory/status')).body.pending > 0)
      await new Promise((resume) => setTimeout(resume, 20));
    const { body } = await chat.call('POST', '/api/chat/regenerate', {
      json: { message_id: first.message_id, model: 'lamps' },
    });
    const recalled = body.memories.map(({ id }: { id: string }) => id);
    for (const id of [first.user_message_id, first.message_id]) expect(recalled).not.toContain(id);
    // Elsewhere they are.
    const elsewhere = (await chat.ask({ message })).body.memories.map(({ id }: { id: string }) => id);
    expect(elsewhere).toEqual(expect.arrayContaining([first.user_message_id, first.message_id]));
  });

  it('regenerate refuses what is no answer, absent or somebody else’s', async () => {
    const { body } = await chat.ask({ message: 'whose?' });
    const regenerate = async (message_id: string, token = chat.user.token) => {
      const answer = await chat.call('POST', '/api/chat/regenerate', { token, json: { message_id } });
      return [answer.status, answer.body.code];
    };
    expect(await regenerate(body.user_message_id)).toEqual([400, 'bad_request']);
    expect(await regenerate('nonsense')).toEqual([400, 'validation_failed']);
    expect(await regenerate('01890000-0000-7000-8000-000000000000')).toEqual([404, 'not_found']);
    expect(await regenerate(body.message_id, chat.other.token)).toEqual([404, 'not_found']);
  });

  it('one answer at a time on a branch; with parent_id another one runs beside it', async () => {
    const first = (await chat.ask({ message: 'base' })).body;
    const { session_id } = first;
    const open = await chat.stream({ message: 'slowly', session_id, model: SLOW });
    const { turn_id, message_id } = await open.start();
    for (const streaming of [false, true]) {
      const busy = await chat.ask({ message: 'hurry', session_id, streaming });
      expect([busy.status, busy.body.code, busy.body.turn_id]).toEqual([409, 'turn_running', turn_id]);
    }
    const behind = await chat.ask({ message: 'behind it', session_id, parent_id: message_id });
    expect([behind.status, behind.body.turn_id]).toEqual([409, turn_id]);
    const again = await chat.call('POST', '/api/chat/regenerate', { json: { message_id } });
    expect([again.status, again.body.turn_id]).toEqual([409, turn_id]);
    const beside = await chat.ask({ message: 'beside', session_id, parent_id: first.message_id });
    expect([beside.status, beside.body.response]).toEqual([200, 're: beside']);
    expect((await chat.turn(turn_id)).state).toBe('running');
    await chat.call('POST', `/api/chat/turns/${turn_id}/stop`);
    await open.all();
  });

  it.each(['an empty conversation', 'a conversation with messages'])(
    'twenty questions at once to %s: one is taken, the others are told who is at it',
    async (kind) => {
      const { session_id } =
        kind === 'an empty conversation'
          ? { session_id: (await chat.call('POST', '/api/session', { json: {} })).body.session.id }
          : (await chat.ask({ message: 'before' })).body;
      const before = (await contents(session_id, true)).length;
      const answers = await Promise.all(
        Array.from({ length: 20 }, async (_, i) => {
          const response = await chat.app.send('POST', '/api/chat', {
            token: chat.user.token,
            json: { message: `at once ${i}`, session_id, model: SLOW, streaming: true },
          });
          if (response.status !== 200) return { status: response.status, ...((await response.json()) as object) };
          await response.body?.cancel();
          return { status: 200 };
        }),
      );
      const refused = answers.filter(({ status }) => status !== 200) as { code?: string; turn_id?: string }[];
      expect(refused).toHaveLength(19);
      const running = (await chat.messages(session_id)).at(-1);
      for (const { code, turn_id } of refused) expect([code, turn_id]).toEqual(['turn_running', running.turn_id]);
      expect(await contents(session_id, true)).toHaveLength(before + 2);
      await chat.call('POST', `/api/chat/turns/${running.turn_id}/stop`);
    },
  );

  it('twenty edits at once are twenty branches', async () => {
    const first = (await chat.ask({ message: 'edit me' })).body;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        chat.ask({ message: `edit ${i}`, session_id: first.session_id, parent_id: first.message_id }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const tree = await chat.messages(first.session_id, true);
    expect(tree.filter(({ parent_id }) => parent_id === first.message_id)).toHaveLength(20);
    expect(tree).toHaveLength(42);
  });
});
