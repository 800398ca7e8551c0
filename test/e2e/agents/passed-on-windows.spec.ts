import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { estimateTokens } from '../../../src/common/token-estimate.js';
import type { ChatBody } from '../../support/scripted-model/scripted-model.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture } from '../chat/chat-fixture.js';
import { callsThenSays, resultsIn, toolNames } from '../tools/calling.js';

const TINY = 1024;
const SMALL = 2048;
const LARGE = 8192;
/** Of a window, what the answer has where nothing else is said. */
const PROMPT_SHARE = 0.75;

const LONG_FACT = `How tall the tower is: ${'very, '.repeat(120)}tall.`;

const schema = { type: 'object', properties: { sum: { type: 'integer', description: 'Of all of it. '.repeat(80) } } };
const response_format = { type: 'json_schema', json_schema: { name: 'sum', schema } };

const systemOf = ({ messages }: ChatBody) => String(messages[0]!.content);
const questionOf = ({ messages }: ChatBody) => String(messages.findLast(({ role }) => role === 'user')!.content);
const saidIn = ({ messages }: ChatBody) => messages.map(({ content }) => String(content)).join('\n');
/** All a model is told, its tools and the shape of its answer included. */
const tokensOf = ({ messages, tools, ...rest }: ChatBody) =>
  estimateTokens(JSON.stringify([messages, tools, 'response_format' in rest ? rest.response_format : '']));

describe.each(testDatabases())('the window of those a conversation is passed on to, on %s', (database) => {
  let chat: ChatFixture;
  beforeAll(async () => {
    const small = { context_tokens: SMALL };
    const profiles = {
      narrow: small,
      wordy: { ...small, tools: false },
      porter: small,
      tiny: { context_tokens: TINY },
      blind: { context_tokens: LARGE, vision: false },
      wide: { context_tokens: LARGE },
    };
    chat = await ChatFixture.start(database, { LLM_PROFILES: JSON.stringify(profiles) });
  });
  afterAll(() => chat.stop());

  /** Passes on from one model to another; a third filled the conversation before with `turns` of about 420 tokens. */
  async function passed(from: string, to: string, { turns, ...json }: { turns: number; [key: string]: unknown }) {
    const name = `${to} ${Object.keys(json).join(' ')}`.trim();
    const agents = [
      { name: `hall ${name}`, instructions: 'You greet.', model: from, handoffs: [`desk ${name}`] },
      { name: `desk ${name}`, instructions: 'You count.', model: to, tools: ['calculator'] },
    ];
    for (const agent of agents) expect((await chat.call('POST', '/api/chat/agents', { json: agent })).status).toBe(201);
    let session_id: string | undefined;
    for (let i = 1; i <= turns; i++) {
      const asked = { message: `Part ${i} of it. ${'long '.repeat(330)}`, model: 'filler', session_id };
      session_id = (await chat.ask(asked)).body.session_id;
    }
    chat.model.playFor(from, callsThenSays([[{ name: 'hand_off', args: { agent: `desk ${name}` } }]]));
    chat.model.playFor(to, (body) => {
      if (saidIn(body).includes('6*7 = 42')) return { tokens: ['{"sum":', '42}'] };
      const args = { expression: '6*7' };
      if (body.tools) return { toolCalls: [{ id: 'sum', name: 'calculator', arguments: JSON.stringify(args) }] };
      return { tokens: [JSON.stringify({ tool_calls: [{ name: 'calculator', arguments: args }] })] };
    });
    const before = chat.model.chats.length;
    const { body } = await chat.ask({ message: 'What is it all?', agent: `hall ${name}`, session_id, ...json });
    expect([body.turn_status, body.response]).toEqual(['complete', '{"sum":42}']);
    const sent = chat.model.chats.slice(before).map((seen) => seen.body!);
    return { first: sent[0]!, others: sent.slice(1) };
  }

  it.each([
    ['that takes tools', 'narrow', {}],
    ['that is told of tools in words', 'wordy', {}],
    ['with the shape of the answer', 'narrow', { response_format }],
  ])('holds what a model is sent %s', async (_, to, json) => {
    const { first, others } = await passed('wide', to, { turns: 6, ...json });
    expect(tokensOf(first)).toBeGreaterThan(SMALL);
    expect(others).toHaveLength(2);
    for (const asked of others) {
      expect(asked.model).toBe(to);
      expect(tokensOf(asked)).toBeLessThanOrEqual(SMALL * PROMPT_SHARE);
      expect(systemOf(asked)).toContain('You count.');
      for (const said of ['What is it all?', 'Passed to desk', 'calculator'])
        expect(JSON.stringify(asked)).toContain(said);
    }
    // What is newest stays, where there is room for any of it.
    expect(saidIn(first)).toContain('Part 1 of it.');
    expect(saidIn(others[0]!)).not.toContain('Part 1 of it.');
    if (!('response_format' in json)) expect(saidIn(others[0]!)).toContain('Part 6 of it.');
  });

  it('holds the files that came with the question, and shows the other one more of what there is room for', async () => {
    const form = new FormData();
    form.set(
      'file',
      new Blob([`The tower is heliotrope. ${'word '.repeat(2000)}`], { type: 'text/plain' }),
      'tower.txt',
    );
    const { file } = (await chat.call('POST', '/api/files', { body: form })).body;
    const { first, others } = await passed('wide', 'narrow', { turns: 2, attachments: [file.id] });
    expect(tokensOf(first)).toBeGreaterThan(SMALL);
    for (const asked of others) {
      expect(tokensOf(asked)).toBeLessThanOrEqual(SMALL * PROMPT_SHARE);
      expect(questionOf(asked)).toMatch(
        /^Attached file "tower.txt":\nThe tower is heliotrope\. [\s\S]*What is it all\?$/,
      );
    }
  });

  it('holds what is passed on after a yes, also over a restart', async () => {
    const form = new FormData();
    form.set(
      'file',
      new Blob([`The tower is heliotrope. ${'word '.repeat(2000)}`], { type: 'text/plain' }),
      'tower.txt',
    );
    const { file } = (await chat.call('POST', '/api/files', { body: form })).body;
    const agents = [
      { name: 'hall of yes', model: 'wide', tools: ['remember'], handoffs: ['desk of yes'] },
      {
        name: 'desk of yes',
        model: 'narrow',
        instructions: 'You count.',
        tools: ['calculator'],
        handoffs: ['end of yes'],
      },
      { name: 'end of yes', model: 'tiny', instructions: 'You end.' },
    ];
    for (const json of agents) expect((await chat.call('POST', '/api/chat/agents', { json })).status).toBe(201);
    const remember = { name: 'remember', args: { content: 'The user counts.' } };
    const pass = (agent: string) => ({ name: 'hand_off', args: { agent } });
    chat.model.playFor('wide', callsThenSays([[pass('desk of yes'), remember]]));
    chat.model.playFor('narrow', {
      toolCalls: [{ id: 'n', name: 'hand_off', arguments: '{"agent":"end of yes"}' }],
    });
    chat.model.playFor('tiny', { tokens: ['Counted.'] });
    const before = chat.model.chats.length;
    const question = { message: 'What is it all?', agent: 'hall of yes', attachments: [file.id] };
    const { status, body } = await chat.ask(question);
    expect(status).toBe(202);
    await chat.app.restart();
    expect((await chat.call('POST', `/api/chat/turns/${body.turn_id}/approve`)).status).toBe(200);
    expect(await chat.turnOver(body.turn_id)).toMatchObject({ state: 'complete', response: 'Counted.' });
    const [first, ...others] = chat.model.chats.slice(before).map((seen) => seen.body!);
    expect(tokensOf(first!)).toBeGreaterThan(SMALL);
    expect(others.map(({ model }) => model)).toEqual(['narrow', 'tiny']);
    for (const [i, asked] of others.entries()) {
      expect(tokensOf(asked)).toBeLessThanOrEqual([SMALL, TINY][i]! * PROMPT_SHARE);
      expect(saidIn(asked)).toMatch(/The tower is heliotrope\. [\s\S]*What is it all\?\n/);
    }
    expect(systemOf(others[1]!)).toContain('You end.');
    const [larger, smaller] = others.map((asked) => questionOf(asked).length);
    expect(smaller).toBeLessThan(0.75 * larger!);
  });

  it('holds no image for a model that sees none, and one for a model that sees where there is room', async () => {
    const form = new FormData();
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    form.set('file', new Blob([png], { type: 'image/png' }), 'dot.png');
    const { file } = (await chat.call('POST', '/api/files', { body: form })).body;
    const attachments = [file.id];
    for (const [to, shown] of [
      ['blind', false],
      ['narrow', true],
      ['tiny', false],
    ] as const) {
      const { first, others } = await passed('wide', to, { turns: 0, attachments, memory: false });
      expect(JSON.stringify(first)).toContain('image_url');
      for (const asked of others) {
        expect(JSON.stringify(asked).includes('image_url')).toBe(shown);
        expect(JSON.stringify(asked)).toMatch(/An image came|image_url/);
      }
    }
  });

  it('is filled where it is larger, and their tools have what is left of it', async () => {
    const { first, others } = await passed('porter', 'wide', { turns: 6 });
    expect(tokensOf(first)).toBeLessThanOrEqual(SMALL * PROMPT_SHARE);
    expect(saidIn(first)).not.toContain('Part 1 of it.');
    const [second, third] = others;
    expect(tokensOf(second!)).toBeGreaterThan(SMALL);
    const parts = second!.messages.filter(({ content }) => String(content).startsWith('Part '));
    expect(parts.map(({ content }) => String(content).slice(0, 6))).toEqual([1, 2, 3, 4, 5, 6].map((i) => `Part ${i}`));
    expect(toolNames(third!)).toEqual(['calculator']);
    expect(resultsIn(third!)).toHaveLength(2);
    expect(third).not.toHaveProperty('tool_choice');
  });

  it('is told each memory once, under the number the client was told', async () => {
    const known = [
      'The tower has forty steps.',
      'The tower is made of granite.',
      'The tower was built in 1821.',
      LONG_FACT,
    ];
    for (const content of known) await chat.call('POST', '/api/memory', { json: { content, kind: 'fact' } });
    const { first, others } = await passed('wide', 'narrow', { turns: 0, message: 'How tall is the tower?' });
    const linesIn = (body: ChatBody): string[] => systemOf(body).match(/^\[m\d+\] .*$/gm) ?? [];
    expect(linesIn(first).length).toBeGreaterThanOrEqual(known.length);
    const shown = linesIn(others[0]!);
    for (const line of shown) expect(linesIn(first)).toContain(line);
    expect(new Set(shown).size).toBe(shown.length);
    // One before the last had no room.
    expect(linesIn(first).join()).toContain(LONG_FACT);
    expect(shown.join()).not.toContain(LONG_FACT);
    expect(linesIn(first).indexOf(shown.at(-1)!)).toBeGreaterThan(shown.length - 1);
  });
});
