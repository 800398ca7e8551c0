import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Script } from '../../support/scripted-model/script.js';
import type { ChatBody, ScriptSource } from '../../support/scripted-model/scripted-model.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { callsThenSays, resultsIn, toolNames, type WantedCall } from '../tools/calling.js';

const schema = { type: 'object', required: ['sum'], properties: { sum: { type: 'integer' } } };
const response_format = { type: 'json_schema', json_schema: { name: 'sum', schema } };
const SUM: WantedCall = { name: 'calculator', args: { expression: '6*7' } };
const REFUSAL: Script = { fault: { kind: 'status', status: 400 } };

const lastOf = ({ messages }: ChatBody) => String(messages.at(-1)!.content);
const systemOf = ({ messages }: ChatBody) => String(messages[0]!.content);
const inJson = ({ name, args }: WantedCall): Script => ({
  tokens: JSON.stringify({ tool_calls: [{ name, arguments: args }] }).match(/[\s\S]{1,7}/g)!,
});
/** Whether a request says anything of tools in a way that not every server takes. */
const isNative = ({ tools, messages }: ChatBody) =>
  tools !== undefined || messages.some(({ role, tool_calls }) => role === 'tool' || tool_calls !== undefined);
const waysOf = (sent: ChatBody[]) => sent.map((body) => [body.model, isNative(body) ? 'natively' : 'in words']);
const shapesOf = (sent: ChatBody[]) => sent.map((body) => [isNative(body), 'response_format' in body]);

/** Takes nothing of tools; calls in words until it was told a result of that tool. */
function refuser(wanted: WantedCall, tokens: string[]): ScriptSource {
  return (body) => {
    if (isNative(body)) return REFUSAL;
    return lastOf(body).includes(`Result of the tool ${wanted.name}`) ? { tokens } : inJson(wanted);
  };
}

describe.each(testDatabases())('tools of those a conversation is passed on to, on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database, { LLM_PROFILES: JSON.stringify({ toolless: { tools: false } }) });
  });
  afterAll(() => chat.stop());

  /** A pair of agents, the first of which may pass on to the second; each has the model of that name. */
  async function pair(from: string, to: string, tools = ['calculator']): Promise<WantedCall> {
    const agents = [
      { name: `hall ${to}`, instructions: 'You greet.', model: from, handoffs: [`desk ${to}`] },
      { name: `desk ${to}`, instructions: 'You count.', model: to, tools },
    ];
    for (const json of agents) expect((await chat.call('POST', '/api/chat/agents', { json })).status).toBe(201);
    return { name: 'hand_off', args: { agent: `desk ${to}` } };
  }

  async function ask(to: string, json: object = {}) {
    const before = chat.model.chats.length;
    const { status, body } = await chat.ask({ message: 'Six times seven?', agent: `hall ${to}`, ...json });
    return { status, body, sent: () => chat.model.chats.slice(before).map((seen) => seen.body!) };
  }

  it('are told of in words where the server of the second model refuses them, and so at once from then on', async () => {
    const pass = await pair('taker1', 'refuser1');
    chat.model.playFor('taker1', callsThenSays([[pass]]));
    chat.model.playFor('refuser1', refuser(SUM, ['It is 42.']));
    await chat.app.onOne(async () => {
      const first = await ask('refuser1');
      expect(first.body).toMatchObject({ turn_status: 'complete', response: 'It is 42.', model: 'refuser1' });
      expect(waysOf(first.sent())).toEqual([
        ['taker1', 'natively'],
        ['refuser1', 'natively'],
        ['refuser1', 'in words'],
        ['refuser1', 'in words'],
      ]);
      const last = first.sent().at(-1)!;
      expect(systemOf(last)).toContain('You count.');
      expect(systemOf(last)).toContain('"name":"calculator"');
      expect(lastOf(last)).toContain('6*7 = 42');
      expect(JSON.stringify(last.messages)).toContain('Result of the tool hand_off');
      const second = await ask('refuser1');
      expect(second.body.response).toBe('It is 42.');
      expect(waysOf(second.sent())).toEqual([
        ['taker1', 'natively'],
        ['refuser1', 'in words'],
        ['refuser1', 'in words'],
      ]);
    });
  });

  it('are told of in words at once to a model of which it is known', async () => {
    const pass = await pair('taker2', 'toolless');
    chat.model.playFor('taker2', callsThenSays([[pass]]));
    chat.model.playFor('toolless', refuser(SUM, ['It is 42.']));
    const { body, sent } = await ask('toolless');
    expect(body).toMatchObject({ turn_status: 'complete', response: 'It is 42.' });
    expect(waysOf(sent()).slice(1)).toEqual([
      ['toolless', 'in words'],
      ['toolless', 'in words'],
    ]);
  });

  it('are told of natively to a second model that takes them where the first refuses them', async () => {
    const pass = await pair('refuser3', 'taker3');
    chat.model.playFor('refuser3', refuser(pass, ['Nobody.']));
    chat.model.playFor('taker3', (body) =>
      resultsIn(body).length > 1 ? { tokens: ['It is 42.'] } : { toolCalls: [toolCall(SUM)] },
    );
    const { body, sent } = await ask('taker3');
    expect(body).toMatchObject({ turn_status: 'complete', response: 'It is 42.' });
    expect(waysOf(sent())).toEqual([
      ['refuser3', 'natively'],
      ['refuser3', 'in words'],
      ['taker3', 'natively'],
      ['taker3', 'natively'],
    ]);
    const last = sent().at(-1)!;
    expect(toolNames(last)).toEqual(['calculator']);
    expect(resultsIn(last)).toEqual([expect.stringContaining('Passed to'), '6*7 = 42']);
    expect(systemOf(last)).not.toContain('You can use tools');
  });

  it.each([
    ['toolless', 'toolless', 0],
    ['one that refuses what was called before', 'refuser4', 1],
  ])('are not spoken of as usable where there are none any more: %s', async (_, to, refused) => {
    const from = `taker of ${to}`;
    const agents = [
      { name: `lobby ${to}`, model: from, handoffs: [`writer ${to}`] },
      { name: `writer ${to}`, instructions: 'You write.', model: to },
    ];
    for (const json of agents) expect((await chat.call('POST', '/api/chat/agents', { json })).status).toBe(201);
    chat.model.playFor(from, callsThenSays([[{ name: 'hand_off', args: { agent: `writer ${to}` } }]]));
    chat.model.playFor(to, (body) => (isNative(body) ? REFUSAL : { tokens: ['Forty-two.'] }));
    const { body, sent } = await ask(to, { agent: `lobby ${to}` });
    expect(body).toMatchObject({ turn_status: 'complete', response: 'Forty-two.' });
    expect(sent()).toHaveLength(2 + refused);
    const last = sent().at(-1)!;
    expect(systemOf(last)).toContain('You write.');
    expect(systemOf(last)).not.toContain('You can use tools');
    expect(lastOf(last)).toContain('Passed to writer');
  });

  it.each([
    ['taker5', 'refuser5'],
    ['refuser6', 'taker6'],
  ])('go with the shape of an answer as each model takes them: %s, then %s', async (from, to) => {
    const pass = await pair(from, to);
    const answer = ['{"sum"', ':42}'];
    const taking = (wanted: WantedCall, results: number): ScriptSource => {
      return (body) => (resultsIn(body).length > results ? { tokens: answer } : { toolCalls: [toolCall(wanted)] });
    };
    const play = (model: string, wanted: WantedCall, results: number) =>
      chat.model.playFor(model, model.startsWith('taker') ? taking(wanted, results) : refuser(wanted, answer));
    play(from, pass, 0);
    play(to, SUM, 1);
    const { body, sent } = await ask(to, { response_format });
    expect([body.response, body.turn_status]).toEqual([answer.join(''), 'complete']);
    for (const asked of sent()) expect(systemOf(asked)).toContain(JSON.stringify(schema));
    // Of a refuser it is not known at once what it was that it refused.
    const refused = [
      [true, true],
      [true, false],
    ];
    expect(shapesOf(sent())).toEqual(
      to === 'taker6'
        ? [...refused, [false, false], [true, true], [true, true]]
        : [[true, true], ...refused, [false, false], [false, false]],
    );
  });

  it('go on in words after a yes, also over a restart', async () => {
    const pass = await pair('taker7', 'refuser7', ['remember']);
    chat.model.playFor('taker7', callsThenSays([[pass]]));
    chat.model.playFor('refuser7', refuser({ name: 'remember', args: { content: 'The user counts.' } }, ['Kept.']));
    const { status, body, sent } = await ask('refuser7');
    expect(status).toBe(202);
    await chat.app.restart();
    expect((await chat.call('POST', `/api/chat/turns/${body.turn_id}/approve`)).status).toBe(200);
    expect(await chat.turnOver(body.turn_id)).toMatchObject({ state: 'complete', response: 'Kept.' });
    expect(isNative(sent().at(-1)!)).toBe(false);
  });
});

function toolCall({ name, args }: WantedCall) {
  return { id: `c-${name}`, name, arguments: JSON.stringify(args) };
}
