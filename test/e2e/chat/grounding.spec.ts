import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/test-databases.js';
import { readAll } from '../../support/read-stream.js';
import { ChatFixture, expectWholeStream } from './chat-fixture.js';

const TEXT = 'The lamp of the lighthouse turns every nine seconds. The keeper of the lighthouse is Odalys.';
const OFF_TOPIC = 'Which whales migrate along the southern coast in autumn?';

describe.each(testDatabases())('grounded answers on %s', (database) => {
  let chat: ChatFixture;

  beforeAll(async () => {
    chat = await ChatFixture.start(database);
    await chat.call('POST', '/api/rag/documents?wait=30', { json: { text: TEXT } });
  });
  afterAll(() => chat?.stop());

  const session = async (json: object) => (await chat.call('POST', '/api/session', { json })).body.session;

  it('flags what a citation does not bear out, in the event and in the message', async () => {
    chat.model.play({ tokens: ['The lamp turns every nine seconds [1].'] });
    const good = (await chat.ask({ message: 'How often does the lighthouse lamp turn?' })).body;
    expect(good.citations[0]).toMatchObject({ n: 1, cited: true, supported: true });
    chat.model.play({ tokens: ['The lamp turns every forty seconds [1].'] });
    const bad = (await chat.ask({ message: 'How often does the lighthouse lamp turn?' })).body;
    expect(bad.citations[0]).toMatchObject({ n: 1, cited: true, supported: false });
    const { body } = await chat.call('GET', `/api/session/${bad.session_id}/messages`);
    expect(body.data.at(-1).citations[0]).toMatchObject({ supported: false });
    chat.model.play({ tokens: ['I do not know.'] });
    const none = (await chat.ask({ message: 'How often does the lighthouse lamp turn?' })).body;
    expect(none.citations[0].cited).toBe(false);
    expect(none.citations[0]).not.toHaveProperty('supported');
  });

  it('opens a citation at the sentence the answer is from, and replays what was streamed', async () => {
    chat.model.play({ tokens: ['Odalys is the keeper [1].'] });
    const frames = await (await chat.stream({ message: 'How often does the lighthouse lamp turn?' })).all();
    const [first] = frames.find(({ type }) => type === 'context-ready')!.data.citations;
    expect(first.quote).toBe('The lamp of the lighthouse turns every nine seconds.');
    const { turn_id, citations } = expectWholeStream(frames);
    const { quote, start, end, supported } = citations[0];
    expect([quote, supported]).toEqual(['The keeper of the lighthouse is Odalys.', true]);
    expect(TEXT.slice(start, end)).toBe(quote);
    expect(await readAll(await chat.events(turn_id))).toEqual(frames);
  });

  it('answers, warns or refuses without evidence, as the conversation wants', async () => {
    chat.model.play({ tokens: ['Grey whales.'] });
    const answering = await session({});
    expect(answering.no_evidence).toBe('answer');
    const asked = chat.model.chats.length;
    expect((await chat.ask({ message: OFF_TOPIC, session_id: answering.id })).body.response).toBe('Grey whales.');

    const warning = await session({ no_evidence: 'warn' });
    expect((await chat.ask({ message: OFF_TOPIC, session_id: warning.id })).body.response).toBe('Grey whales.');
    expect(JSON.stringify(chat.model.chats.at(-1)!.body!.messages[0])).toContain('hold nothing about the question');
    expect(chat.model.chats).toHaveLength(asked + 2);

    const refusing = await session({ no_evidence: 'refuse' });
    const turn = await chat.stream({ message: OFF_TOPIC, session_id: refusing.id });
    const frames = await turn.all();
    const end = frames.at(-1)!.data;
    expect(end).toMatchObject({ type: 'turn-end', turn_status: 'complete', finish_reason: 'stop' });
    expect(end.response).toContain('nothing about this in your documents');
    expect(frames.find(({ data }) => data.type === 'context-ready')!.data.missing).toEqual(['evidence']);
    expect(chat.model.chats).toHaveLength(asked + 2);

    const found = await chat.ask({ message: 'Who is the keeper of the lighthouse?', session_id: refusing.id });
    expect(found.body.response).toBe('Grey whales.');
    const { body } = await chat.call('PATCH', `/api/session/${refusing.id}`, { json: { no_evidence: 'answer' } });
    expect(body.session.no_evidence).toBe('answer');
  });
});
