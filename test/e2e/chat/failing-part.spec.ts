import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { onDatabase } from '../stats/stats-calls.js';
import { callsThenSays, resultsIn } from '../tools/calling.js';
import { ChatFixture, expectWholeStream, OpenTurn, textOf } from './chat-fixture.js';

const WORDS = Array.from({ length: 400 }, (_, i) => `word-${i} `);
const WARNING = 'a part of an answer could not be saved';

describe.each(testDatabases())('a part of an answer that could not be saved, on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
    await chat.call('POST', '/api/chat/agents', { json: { name: 'keeper', tools: ['remember'] } });
  });
  afterAll(() => chat.stop());

  const run = async (...statements: string[]) => {
    for (const sql of statements) await onDatabase(chat.app, sql);
  };
  const refuseParts = () =>
    database === 'sqlite'
      ? run(
          "CREATE TRIGGER refuse_parts BEFORE INSERT ON message_parts WHEN NEW.text <> 'w' BEGIN SELECT RAISE(ABORT, 'refused'); END",
        )
      : run(
          "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$",
          "CREATE TRIGGER refuse_parts BEFORE INSERT ON message_parts FOR EACH ROW WHEN (NEW.text <> 'w') EXECUTE FUNCTION refuse()",
        );
  const takeParts = () => run(`DROP TRIGGER refuse_parts${database === 'sqlite' ? '' : ' ON message_parts'}`);
  const warned = () => chat.app.logs().split(WARNING).length - 1;
  const parts = (messageId: string) =>
    onDatabase(chat.app, `SELECT seq, text FROM message_parts WHERE message_id = '${messageId}' ORDER BY seq`);

  /** Nothing is saved for a moment, or, with `isKept`, the first letter of a part that was taken to have failed. */
  async function fail(messageId: string, isKept = false): Promise<void> {
    const before = warned();
    await refuseParts();
    await waitUntil('a part was refused', 5000, async () => (warned() > before ? true : undefined));
    const seq = (await parts(messageId)).length;
    const keep = `INSERT INTO message_parts (user_id, message_id, seq, text)
      SELECT user_id, id, ${seq}, 'w' FROM messages WHERE id = '${messageId}'`;
    if (isKept) await run(keep);
    await takeParts();
  }

  it('goes with the next one: after kill -9 there is no hole in what was saved', async () => {
    chat.model.playFor('slow', { tokens: WORDS, gapMs: 10 });
    const open = await chat.stream({ message: 'go on', model: 'slow', memory: false });
    const { turn_id, message_id } = await open.start();
    await open.until('text-delta');
    await waitUntil('there is a part', 5000, async () => (await parts(message_id))[0]);
    await fail(message_id);
    const { length } = await parts(message_id);
    await waitUntil('there are later parts', 5000, async () => (await parts(message_id))[length + 1]);
    const reading = open.all().catch(() => undefined);
    await chat.app.restart();
    await reading;
    const turn = await chat.turnOver(turn_id);
    expect(turn).toMatchObject({ state: 'incomplete', reason: 'server_restart' });
    expect(turn.response.length).toBeGreaterThan(400);
    expect(turn.response).toBe(WORDS.join('').slice(0, turn.response.length));
    expect(await parts(message_id)).toEqual([]);
  });

  it('is kept with a turn that is laid aside, whose answer is then whole', async () => {
    const calling = callsThenSays([[{ name: 'remember', args: { content: 'I like tea' } }]], ['It is ', 'done.']);
    chat.model.playFor('teller', (body) => {
      const called = calling(body);
      return resultsIn(body).length ? called : { ...called, tokens: WORDS.slice(0, 200), gapMs: 10 };
    });
    const json = { message: 'Remember that I like tea', model: 'teller', agent: 'keeper' };
    const open = await chat.stream(json);
    const { turn_id, message_id } = await open.start();
    await open.until('text-delta');
    await fail(message_id, true);
    await open.until('approval-required');
    const said = textOf(open.frames);
    expect(said).toBe(WORDS.slice(0, 200).join(''));
    expect((await parts(message_id)).map(({ text }) => text).join('')).toBe(said);
    await chat.app.restart();
    const again = OpenTurn.of(await chat.events(turn_id));
    await again.until('approval-required');
    expect(again.frames.map(({ data }) => data)).toEqual(open.frames.map(({ data }) => data));
    expect((await chat.call('POST', `/api/chat/turns/${turn_id}/approve`)).status).toBe(200);
    const end = expectWholeStream(await again.all());
    expect(end.response).toBe(`${said}\n\nIt is done.`);
  });
});
