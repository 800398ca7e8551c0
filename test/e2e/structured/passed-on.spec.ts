import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatBody, ScriptSource } from '../../support/scripted-model/scripted-model.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { callsThenSays, resultsIn } from '../tools/calling.js';

const schema = { type: 'object', required: ['people'], properties: { people: { type: 'integer' } } };
const response_format = { type: 'json_schema', json_schema: { name: 'place', schema } };
const GOOD = { tokens: ['{"people"', ':290000}'] };
const BAD = { tokens: ['{"people"', ':"many"}'] };
const REMEMBER = { id: 'c9', name: 'remember', arguments: '{"content":"The user likes Oulu."}' };

const doesNotFit = ({ messages }: ChatBody) => String(messages.at(-1)!.content).includes('does not fit');
const badAtFirst = (body: ChatBody) => (doesNotFit(body) ? GOOD : BAD);
const systemOf = ({ messages }: ChatBody) => String(messages[0]!.content);
const shapesOf = (sent: ChatBody[]) => sent.map((body) => [body.model, 'response_format' in body]);

describe.each(testDatabases())('answers in a shape by whoever is asked for them, on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    const inWords = { json_schema: false };
    chat = await ChatFixture.start(database, {
      LLM_PROFILES: JSON.stringify({ wordy: inWords, wordless: inWords, taker: { json_schema: true } }),
      LLM_ROUTES: JSON.stringify({ either: ['failing', 'wordy'], other: ['wordless', 'taker'] }),
    });
  });
  afterAll(() => chat.stop());

  const asking = async (json: object) => {
    const before = chat.model.chats.length;
    const answer = await chat.ask({ message: 'Which city?', response_format, ...json });
    return { ...answer, sent: () => chat.model.chats.slice(before).map(({ body }) => body!) };
  };

  /** The first of two agents passes on to the second, which says `second`. */
  async function passed(name: string, from: string, to: string, second: ScriptSource) {
    const atlas = { name: `${name} atlas`, instructions: 'You know cities.', model: to, tools: ['remember'] };
    const agents = [
      { name: `${name} hall`, instructions: 'You greet.', model: from, handoffs: [atlas.name] },
      { ...atlas, parameters: { temperature: 0.3, max_tokens: 77 } },
    ];
    for (const json of agents) expect((await chat.call('POST', '/api/chat/agents', { json })).status).toBe(201);
    chat.model.playFor(from, callsThenSays([[{ name: 'hand_off', args: { agent: atlas.name } }]], BAD.tokens));
    chat.model.playFor(to, second);
    return asking({ agent: `${name} hall` });
  }

  it.each([
    ['wordy', false, 'taker', true],
    ['taker', true, 'wordy', false],
  ] as const)('are asked for as each model takes it: %s (%s), then %s (%s)', async (from, first, to, second) => {
    const { body, sent } = await passed(`to ${to}`, from, to, GOOD);
    expect([body.response, body.turn_status]).toEqual([GOOD.tokens.join(''), 'complete']);
    expect(shapesOf(sent())).toEqual([
      [from, first],
      [to, second],
    ]);
    for (const asked of sent()) expect(systemOf(asked)).toContain(JSON.stringify(schema));
  });

  it.each([
    ['wordy', 'taker', true],
    ['taker', 'wordy', false],
  ] as const)('that %s passed on are repaired by %s, with its own words', async (from, to, isNative) => {
    const { body, sent } = await passed(`${to} repairs`, from, to, badAtFirst);
    expect([body.response, body.turn_status]).toEqual([GOOD.tokens.join(''), 'complete']);
    expect(sent()).toHaveLength(3);
    const repair = sent().at(-1)!;
    expect(shapesOf([repair])).toEqual([[to, isNative]]);
    expect(repair).toMatchObject({ temperature: 0.3, max_tokens: 77 });
    expect(repair).not.toHaveProperty('tools');
    expect(systemOf(repair)).toContain('You know cities.');
    expect(systemOf(repair)).toContain(JSON.stringify(schema));
    expect(systemOf(repair)).not.toContain('You greet.');
    expect(repair.messages.slice(1).map(({ role, content }) => [role, content])).toEqual([
      ['user', 'Which city?'],
      ['assistant', BAD.tokens.join('')],
      ['user', expect.stringContaining('does not fit')],
    ]);
  });

  it('are asked for in words where the server of the other model refuses the format, and not natively again', async () => {
    const refusal = { fault: { kind: 'status', status: 400 } } as const;
    const answer = (asked: ChatBody) => ('response_format' in asked ? refusal : badAtFirst(asked));
    const { body, sent } = await passed('refused', 'wordy', 'refuser', answer);
    expect([body.response, body.turn_status]).toEqual([GOOD.tokens.join(''), 'complete']);
    expect(shapesOf(sent())).toEqual([
      ['wordy', false],
      ['refuser', true],
      ['refuser', false],
      ['refuser', false],
    ]);
  });

  it.each([
    ['wordy', 'taker', true],
    ['taker', 'wordy', false],
  ] as const)('that %s passed on to %s go on so after a yes', async (from, to, isNative) => {
    const { status, body, sent } = await passed(`${to} waits`, from, to, (asked) => {
      if (doesNotFit(asked)) return GOOD;
      return resultsIn(asked).length > 1 ? BAD : { toolCalls: [REMEMBER] };
    });
    expect(status).toBe(202);
    await chat.app.reconfigure();
    await chat.call('POST', `/api/chat/turns/${body.turn_id}/approve`);
    const turn = await chat.turnOver(body.turn_id);
    expect(turn).toMatchObject({ state: 'complete', response: GOOD.tokens.join('') });
    const [, ...asked] = sent();
    expect(shapesOf(asked)).toEqual([1, 2, 3].map(() => [to, isNative]));
    const repair = asked.at(-1)!;
    expect(systemOf(repair)).toContain('You know cities.');
    expect(systemOf(repair)).toContain(JSON.stringify(schema));
    expect(repair.messages[1]).toEqual({ role: 'user', content: 'Which city?' });
  });

  it.each([
    ['either', 'failing', true, 'wordy', false],
    ['other', 'wordless', false, 'taker', true],
  ] as const)('are asked for as the model takes it that stands in: %s', async (model, from, first, to, second) => {
    chat.model.playFor(from, { fault: { kind: 'status', status: 504 } }).playFor(to, GOOD);
    const { body, sent } = await asking({ model });
    expect([body.response, body.model]).toEqual([GOOD.tokens.join(''), to]);
    expect(shapesOf(sent())).toEqual([
      [from, first],
      [to, second],
    ]);
  });
});
