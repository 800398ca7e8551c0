import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Script } from '../../support/scripted-model/script.js';
import type { ChatBody } from '../../support/scripted-model/scripted-model.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture, expectWholeStream } from '../chat/chat-fixture.js';
import { callsThenSays, resultsIn, type WantedCall } from '../tools/calling.js';
import { onDatabase } from './stats-calls.js';

const PRICES = JSON.stringify({ '*': { prompt: 1, completion: 10 }, dear: { prompt: 100, completion: 1000 } });
const USAGE = { prompt_tokens: 100, completion_tokens: 10 };
const COST = 200;
const SILENT: Script = { fault: { kind: 'silence' } };
const sum: WantedCall[] = [{ name: 'calculator', args: { expression: '6*7' } }];
const kept: WantedCall[] = [{ name: 'remember', args: { content: 'The user likes herons.' } }];

/** Calls tools in the first rounds, then does as it is told. */
const callsThen =
  (rounds: WantedCall[][], last: Script) =>
  (body: ChatBody): Script => {
    const script = callsThenSays(rounds)(body);
    return script.toolCalls ? { ...script, usage: USAGE } : last;
  };

describe.each(testDatabases())('the bill of a turn of several calls on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    chat = await ChatFixture.start(database, { PRICES });
    const make = (agent: object) => chat.call('POST', '/api/chat/agents', { json: agent });
    await make({ name: 'clerk', tools: ['calculator', 'remember'] });
    await make({ name: 'cook', instructions: 'You cook.', model: 'cheap' });
    await make({ name: 'greeter', instructions: 'You greet.', handoffs: ['cook'], model: 'dear' });
  });
  afterAll(() => chat.stop());

  const billed = async (turnId: string) => {
    const rows = await onDatabase(chat.app, `SELECT * FROM usage_records WHERE turn_id = '${turnId}'`);
    return rows.map((row) => [row.prompt_tokens, row.completion_tokens, row.cost_micros].map(Number));
  };
  const askClerk = (model: string) => chat.stream({ message: 'Go on.', agent: 'clerk', model, memory: false });
  const lastAsked = () => chat.model.chats.at(-1)?.body;

  it('counts what came before a stop in a later round', async () => {
    chat.model.playFor('stopped', callsThen([sum, sum], SILENT));
    const open = await askClerk('stopped');
    const { turn_id } = await open.start();
    await chat.model.until(() => lastAsked()?.model === 'stopped' && resultsIn(lastAsked()!).length === 2);
    await chat.call('POST', `/api/chat/turns/${turn_id}/stop`);
    const end = expectWholeStream(await open.all());
    expect(end).toMatchObject({ turn_status: 'incomplete', reason: 'stopped' });
    expect(end.usage).toEqual({ prompt_tokens: 200, completion_tokens: 20, total_tokens: 220, estimated: true });
    expect(await billed(turn_id)).toEqual([[200, 20, 2 * COST]]);
  });

  it('counts what came before a fault in a later round, beside what was said in it', async () => {
    chat.model.playFor('refused', callsThen([sum], { fault: { kind: 'status', status: 403 } }));
    const end = expectWholeStream(await (await askClerk('refused')).all());
    expect(end).toMatchObject({ turn_status: 'failed', code: 'upstream_rejected' });
    expect(await billed(end.turn_id)).toEqual([[100, 10, COST]]);
    const broken: Script = { tokens: ['a'.repeat(400), 'never'], fault: { kind: 'reset', at: 2 } };
    chat.model.playFor('broken', callsThen([sum], broken));
    const { usage, reason } = expectWholeStream(await (await askClerk('broken')).all());
    expect(reason).toBe('upstream_closed');
    expect([usage.completion_tokens, usage.estimated]).toEqual([110, true]);
    expect(usage.prompt_tokens).toBeGreaterThan(100);
  });

  it('counts each call once where the turn waited for a yes', async () => {
    chat.model.playFor('asks', callsThen([sum, kept], { tokens: ['Kept.'], usage: USAGE }));
    const open = await askClerk('asks');
    await open.until('approval-required');
    const { turn_id } = await open.start();
    await chat.call('POST', `/api/chat/turns/${turn_id}/approve`);
    const end = expectWholeStream(await open.all());
    expect(end).toMatchObject({ turn_status: 'complete', response: 'Kept.' });
    expect(end.usage).toEqual({ prompt_tokens: 300, completion_tokens: 30, total_tokens: 330, estimated: false });
    expect(await billed(turn_id)).toEqual([[300, 30, 3 * COST]]);
  });

  it('counts what came before a wait that was stopped, or a yes that led nowhere', async () => {
    chat.model.playFor('waits', callsThen([sum, kept], SILENT));
    const waiting = await askClerk('waits');
    await waiting.until('approval-required');
    const first = await waiting.start();
    await chat.call('POST', `/api/chat/turns/${first.turn_id}/stop`);
    expectWholeStream(await waiting.all());
    expect(await billed(first.turn_id)).toEqual([[200, 20, 2 * COST]]);

    const going = await askClerk('waits');
    await going.until('approval-required');
    const { turn_id } = await going.start();
    await chat.call('POST', `/api/chat/turns/${turn_id}/approve`);
    await chat.model.until(() => lastAsked()?.model === 'waits' && resultsIn(lastAsked()!).length === 2);
    await chat.call('POST', `/api/chat/turns/${turn_id}/stop`);
    expectWholeStream(await going.all());
    expect(await billed(turn_id)).toEqual([[200, 20, 2 * COST]]);
  });

  it('counts an answer that did not fit where the next one fits no better', async () => {
    chat.model.playFor('shapeless', { tokens: ['no JSON'], usage: USAGE });
    const asked = { message: 'Go on.', model: 'shapeless', response_format: { type: 'json_object' } };
    const { body } = await chat.ask(asked);
    expect(body.code).toBe('invalid_output');
    expect(await billed(body.turn_id)).toEqual([[200, 20, 2 * COST]]);
  });

  it('takes of each call the price of its own model', async () => {
    chat.model.playFor('dear', callsThen([[{ name: 'hand_off', args: { agent: 'cook' } }]], {}));
    chat.model.playFor('cheap', { tokens: ['Soup.'], usage: USAGE });
    const { body } = await chat.ask({ message: 'Go on.', agent: 'greeter' });
    expect([body.turn_status, body.response]).toEqual(['complete', 'Soup.']);
    expect(await billed(body.turn_id)).toEqual([[200, 20, 100 * COST + COST]]);
  });
});
