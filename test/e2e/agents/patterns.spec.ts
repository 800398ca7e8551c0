import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import type { Frame } from '../../support/read-stream.js';
import type { Script } from '../../support/scripted-model/script.js';
import type { ChatBody } from '../../support/scripted-model/scripted-model.js';
import { startApp } from '../../support/start-app.js';
import { registerUser } from '../../support/register-user.js';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture, expectWholeStream } from '../chat/chat-fixture.js';
import { resultsIn } from '../tools/calling.js';

type Part = 'plan' | 'step' | 'synthesis' | 'critic' | 'revision' | 'answer';
type Scripts = Partial<Record<Part, Script | ((body: ChatBody) => Script)>>;

const USAGE = { prompt_tokens: 100, completion_tokens: 10 };
const PLAN = { steps: [{ title: 'Look up herons', task: 'Where do herons nest?' }, { title: 'Add it up' }] };
const json = (value: object): Script => ({ tokens: [JSON.stringify(value)], usage: USAGE });
const says = (...tokens: string[]): Script => ({ tokens, usage: USAGE });

const questionOf = ({ messages }: ChatBody) =>
  String(messages.filter(({ role }) => role === 'user').at(-1)?.content ?? '');

function partOf(body: ChatBody): Part {
  const question = questionOf(body);
  if (question.includes('Plan how to find')) return 'plan';
  if (question.includes('You work on step')) return 'step';
  if (question.includes('Write the answer now')) return 'synthesis';
  if (question.includes('Check the draft')) return 'critic';
  if (question.includes('Your draft was checked')) return 'revision';
  return 'answer';
}

describe.each(testDatabases())('patterns of agents on %s', (database) => {
  let chat: ChatFixture;
  let documentId: string;
  beforeAll(async () => {
    chat = await ChatFixture.start(database);
    const make = (agent: object) => chat.call('POST', '/api/chat/agents', { json: agent });
    await make({ name: 'researcher', pattern: 'plan', tools: ['calculator', 'search_documents'] });
    await make({ name: 'careful', pattern: 'critic' });
    const add = { title: 'Heron', text: 'Herons nest in reeds near lakes. They lay four eggs.' };
    documentId = (await chat.call('POST', '/api/rag/documents?wait=30', { json: add })).body.document.id;
  });
  afterAll(() => chat.stop());
  beforeEach(() => void (chat.model.requests.length = 0));

  const play = (scripts: Scripts) =>
    chat.model.play((body) => {
      const script = scripts[partOf(body)] ?? says('Hm.');
      return typeof script === 'function' ? script(body) : script;
    });
  const parts = () => chat.model.chats.map(({ body }) => partOf(body!));
  const stepsOf = (frames: readonly Frame[]) =>
    frames.filter(({ type }) => type === 'agent-step').map(({ data }) => `${data.id} ${data.state}`);
  const ask = async (agent: string, message = 'Where do herons nest, and how many eggs in 3 nests?') =>
    (await chat.stream({ message, agent, memory: false })).all();
  const layer = async ({ message_id }: Json, name: string) =>
    (await chat.call('GET', `/api/chat/messages/${message_id}/context`)).body.context.layers.find(
      (one: Json) => one.name === name,
    );

  it('are part of an agent, its versions and its file', async () => {
    const agents = async (method: string, path: string, body?: object) =>
      (await chat.call(method, `/api/chat/agents${path}`, body && { json: body })).body;
    expect((await agents('GET', '/researcher')).agent).toMatchObject({ pattern: 'plan', version: 1 });
    const changed = (await agents('POST', '', { name: 'changing' })).agent;
    expect(changed).toMatchObject({ pattern: 'single' });
    const patched = await agents('PATCH', `/${changed.id}`, { pattern: 'critic' });
    expect(patched.agent).toMatchObject({ pattern: 'critic', version: 2 });
    const file = await agents('GET', '/export');
    expect(file.agents.find(({ name }: Json) => name === 'researcher')).toMatchObject({ pattern: 'plan' });
    await agents('PATCH', `/${changed.id}`, { pattern: null });
    expect((await agents('GET', '/changing')).agent.pattern).toBe('single');
    expect((await agents('POST', '', { name: 'x', pattern: 'dance' })).details[0].field).toBe('pattern');
  });

  describe('plan', () => {
    it('makes a plan, works through it with tools, and streams the answer alone', async () => {
      const calls = [{ id: 'a', name: 'calculator', arguments: '{"expression":"3 * 4"}' }];
      play({
        plan: json(PLAN),
        step: (body) => {
          if (questionOf(body).includes('step 1')) return says('In reeds [1].');
          return resultsIn(body).length ? says('It is 12.') : { toolCalls: calls, usage: USAGE };
        },
        synthesis: says('In reeds [1], ', 'twelve eggs.'),
      });
      const frames = await ask('researcher');
      const end = expectWholeStream(frames);
      expect(end).toMatchObject({ turn_status: 'complete', response: 'In reeds [1], twelve eggs.' });
      expect(parts()).toEqual(['plan', 'step', 'step', 'step', 'synthesis']);
      expect(stepsOf(frames)).toEqual([
        ...['plan started', 'plan done', 'step-1 started', 'step-1 done', 'step-2 started', 'step-2 done'],
        ...['synthesis started', 'synthesis done'],
      ]);
      const plan = frames.find(({ data }) => data.id === 'plan' && data.state === 'done')!.data;
      expect(plan.steps).toEqual(['Look up herons', 'Add it up']);
      const tools = frames.filter(({ type }) => type.startsWith('tool-')).map(({ data }) => [data.id, data.ok]);
      expect(tools).toEqual([
        ['s2_a', undefined],
        ['s2_a', true],
      ]);
      const synthesis = questionOf(chat.model.chats.at(-1)!.body!);
      expect(synthesis).toContain('In reeds [1].');
      expect(synthesis).toContain('It is 12.');
      expect(end.citations).toContainEqual(expect.objectContaining({ n: 1, document_id: documentId, cited: true }));
      // Five calls of 110 tokens each: one bill.
      expect(end.usage).toEqual({ prompt_tokens: 500, completion_tokens: 50, total_tokens: 550, estimated: false });
      expect((await layer(end, 'steps')).items.map(({ id }: Json) => id)).toEqual(['plan', 'step-1', 'step-2']);
      expect((await layer(end, 'tools')).items[0].id).toBe('s2_a');
      const replay = await chat.events(end.turn_id);
      expect(await replay.text()).toContain('"type":"agent-step","seq":2');
    });

    it('asks for a yes in the answer, never in a step', async () => {
      const keeper = { name: 'planner who keeps', pattern: 'plan', tools: ['remember'] };
      await chat.call('POST', '/api/chat/agents', { json: keeper });
      const keep = (content: string, body: ChatBody, tokens: string[]): Script => {
        const call = { id: 'k', name: 'remember', arguments: JSON.stringify({ content }) };
        return resultsIn(body).length ? says(...tokens) : { toolCalls: [call], usage: USAGE };
      };
      play({
        plan: json({ steps: [{ title: 'Look' }] }),
        step: (body) => keep('Kept in a step.', body, []),
        synthesis: (body) => keep('Kept in the answer.', body, ['It is kept.']),
      });
      const open = await chat.stream({ message: 'Keep it', agent: 'planner who keeps' });
      const { data: request } = await open.until('approval-required');
      expect(request.arguments).toEqual({ content: 'Kept in the answer.' });
      const { turn_id } = await open.start();
      expect((await chat.call('POST', `/api/chat/turns/${turn_id}/approve`)).status).toBe(200);
      const frames = await open.all();
      const end = expectWholeStream(frames);
      expect(end).toMatchObject({ turn_status: 'complete', response: 'It is kept.' });
      expect(end.usage.total_tokens).toBe(440);
      const refused = frames.find(({ type }) => type === 'tool-result')!.data;
      expect(refused).toMatchObject({ id: 's1_k', ok: false, summary: expect.stringContaining('needs a yes') });
      expect(stepsOf(frames)).toContain('step-1 failed');
      const known = (await chat.call('GET', '/api/memory?limit=100')).body.data.map(({ content }: Json) => content);
      expect(known).toContain('Kept in the answer.');
      expect(known).not.toContain('Kept in a step.');
    });

    it.each<[string, Script]>([
      ['no steps', json({ steps: [] })],
      ['no plan', says('I would rather not.')],
    ])('answers at once where there are %s', async (_name, plan) => {
      play({ plan, answer: says('Reeds.') });
      const end = expectWholeStream(await ask('researcher'));
      expect(end).toMatchObject({ turn_status: 'complete', response: 'Reeds.' });
      expect(end.usage.total_tokens).toBe(220);
      expect(parts()).toEqual(['plan', 'answer']);
    });

    it('takes no more than six steps', async () => {
      const steps = Array.from({ length: 40 }, (_, i) => ({ title: `Step ${i}` }));
      play({ plan: json({ steps }), step: says('x'.repeat(50_000)), synthesis: says('Done.') });
      const end = expectWholeStream(await ask('researcher'));
      expect(end.response).toBe('Done.');
      expect(parts().filter((part) => part === 'step')).toHaveLength(6);
      const longest = Math.max(...chat.model.chats.map(({ body }) => JSON.stringify(body!.messages).length));
      expect(longest).toBeLessThan(8192 * 4);
    });

    it('leaves each step, and the answer, room for tools, whatever was found before', async () => {
      const text = 'The heron stands in the reeds and waits. '.repeat(500);
      const add = { title: 'Long', text };
      const { document } = (await chat.call('POST', '/api/rag/documents?wait=30', { json: add })).body;
      await chat.call('POST', '/api/chat/agents', {
        json: { name: 'reader', pattern: 'plan', tools: ['read_document'] },
      });
      const read = { id: 'r', name: 'read_document', arguments: JSON.stringify({ document_id: document.id }) };
      const reads = (body: ChatBody): Script =>
        resultsIn(body).length ? says('Reeds.') : { toolCalls: [read], usage: USAGE };
      const steps = ['one', 'two', 'three', 'four', 'five'].map((title) => ({ title }));
      play({ plan: json({ steps }), step: reads, synthesis: reads });
      const end = expectWholeStream(await ask('reader', 'Where does it stand?'));
      expect(end).toMatchObject({ turn_status: 'complete', response: 'Reeds.' });
      const first = chat.model.chats.map(({ body }) => body!).filter((body) => !resultsIn(body).length);
      expect(first.map(partOf)).toEqual(['plan', ...steps.map(() => 'step'), 'synthesis']);
      expect(first.filter((body) => 'tool_choice' in body)).toEqual([]);
      const told = chat.model.chats.flatMap(({ body }) => resultsIn(body!)).map(({ length }) => length);
      expect(told).toHaveLength(steps.length + 1);
      expect(Math.min(...told)).toBeGreaterThan(4000);
    });

    it('fails typed where the model fails, and bills what was used', async () => {
      play({ plan: json(PLAN), step: { fault: { kind: 'status', status: 403 } } });
      const frames = await ask('researcher');
      const end = expectWholeStream(frames);
      expect(end).toMatchObject({ turn_status: 'failed', code: 'upstream_rejected', response: '' });
      expect(end.usage.total_tokens).toBe(110);
    });

    it('stops at any point', async () => {
      play({ plan: json(PLAN), step: { fault: { kind: 'silence' } } });
      const turn = await chat.stream({ message: 'Where do herons nest?', agent: 'researcher' });
      const { turn_id } = await turn.start();
      await chat.model.until(() => parts().includes('step') && chat.model.openStreams === 1);
      await chat.call('POST', `/api/chat/turns/${turn_id}/stop`);
      expect(expectWholeStream(await turn.all())).toMatchObject({ turn_status: 'incomplete', reason: 'stopped' });
      await chat.model.until(() => chat.model.openStreams === 0, 1000);
      expect(parts()).not.toContain('synthesis');
    });
  });

  describe('critic', () => {
    const draft = says('Herons nest in ', 'oaks [1].');
    const problems = { problems: [{ quote: 'oaks', problem: 'The source says reeds.' }] };

    it('checks the draft against its sources and streams the revision alone', async () => {
      play({ answer: draft, critic: json(problems), revision: says('Herons nest in ', 'reeds [1].') });
      const frames = await ask('careful');
      const end = expectWholeStream(frames);
      expect(end).toMatchObject({ turn_status: 'complete', response: 'Herons nest in reeds [1].' });
      expect(stepsOf(frames)).toEqual([
        ...['draft started', 'draft done', 'critic started', 'critic done', 'revision started', 'revision done'],
      ]);
      const critic = questionOf(chat.model.chats[1]!.body!);
      expect(critic).toContain('Herons nest in reeds near lakes.');
      expect(critic).toContain('Herons nest in oaks [1].');
      expect(questionOf(chat.model.chats[2]!.body!)).toContain('“oaks”: The source says reeds.');
      expect(end.usage).toEqual({ prompt_tokens: 300, completion_tokens: 30, total_tokens: 330, estimated: false });
      const kept = await layer(end, 'steps');
      expect(kept.items.map(({ id }: Json) => id)).toEqual(['draft', 'critic']);
    });

    it.each<[string, Scripts, string]>([
      ['is faultless', { critic: json({ problems: [] }) }, 'critic done'],
      ['gets no verdict', { critic: says('Fine by me') }, 'critic failed'],
      ['gets no critic', { critic: { fault: { kind: 'status', status: 400 } } }, 'critic failed'],
      [
        'gets no revision',
        { critic: json(problems), revision: { fault: { kind: 'empty-answer' } } },
        'revision failed',
      ],
    ])('a draft that %s stands', async (_name, scripts, last) => {
      play({ answer: draft, ...scripts });
      const frames = await ask('careful');
      expect(expectWholeStream(frames)).toMatchObject({
        turn_status: 'complete',
        response: 'Herons nest in oaks [1].',
      });
      expect(stepsOf(frames).at(-1)).toBe(last);
    });

    it('a draft that waits for a yes is checked once it goes on', async () => {
      const keeper = { name: 'careful keeper', pattern: 'critic', tools: ['remember'] };
      await chat.call('POST', '/api/chat/agents', { json: keeper });
      const toolCalls = [{ id: 'k', name: 'remember', arguments: '{"content":"The user likes herons."}' }];
      play({
        answer: (body) => (resultsIn(body).length ? draft : { tokens: ['Well.'], toolCalls, usage: USAGE }),
        critic: json(problems),
        revision: says('In reeds [1].'),
      });
      const open = await chat.stream({ message: 'Where do herons nest?', agent: 'careful keeper', memory: true });
      await open.until('approval-required');
      const { turn_id } = await open.start();
      await chat.call('POST', `/api/chat/turns/${turn_id}/approve`);
      const frames = await open.all();
      const end = expectWholeStream(frames);
      expect(end).toMatchObject({ turn_status: 'complete', response: 'In reeds [1].' });
      expect(end.usage.total_tokens).toBe(440);
      expect(stepsOf(frames).filter((step) => step.startsWith('draft'))).toEqual(['draft started', 'draft done']);
      const critic = chat.model.chats.find(({ body }) => partOf(body!) === 'critic');
      expect(questionOf(critic!.body!)).toContain('Well.');
    });

    it('a revision that breaks off keeps what was said of it', async () => {
      const broken = { tokens: ['Herons ', 'nest ', 'in reeds.'], fault: { kind: 'reset', at: 3 } } as const;
      play({ answer: draft, critic: json(problems), revision: { ...broken, tokens: [...broken.tokens] } });
      const end = expectWholeStream(await ask('careful'));
      expect(end).toMatchObject({ turn_status: 'incomplete', reason: 'upstream_closed', response: 'Herons nest ' });
    });

    it('an answer in a given shape is made without it', async () => {
      play({ answer: says('{"eggs":4}') });
      const asked = { message: 'How many eggs?', agent: 'careful', response_format: { type: 'json_object' } };
      const end = expectWholeStream(await (await chat.stream(asked)).all());
      expect([end.response, parts()]).toEqual(['{"eggs":4}', ['answer']]);
    });

    it('streams at once where there is nothing to check against', async () => {
      play({ answer: says('Hello.') });
      const frames = await (await chat.stream({ message: 'Hello', agent: 'careful', documents: false })).all();
      expect(expectWholeStream(frames).response).toBe('Hello.');
      expect(stepsOf(frames)).toEqual([]);
      expect(parts()).toEqual(['answer']);
    });
  });
});

it('without a model an agent answers as ever, whatever its pattern', async () => {
  const app = await startApp();
  const { token } = await registerUser(app);
  for (const pattern of ['plan', 'critic']) {
    await app.call('POST', '/api/chat/agents', { token, json: { name: pattern, pattern } });
    const asked = { message: 'what is 12.5 % of 840', agent: pattern };
    const { status, body } = await app.call('POST', '/api/chat', { token, json: asked });
    expect([status, body.model]).toEqual([200, 'extractive']);
    expect(body.response).toContain('105');
  }
  await app.stop();
});
