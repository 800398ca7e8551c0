import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { testDatabases } from '../../support/test-databases.js';
import { expectWholeStream, type OpenTurn } from '../chat/chat-fixture.js';
import { tracesOf, untilNoTrace } from '../memory-facts/traces.js';
import { callsThenSays, resultsIn } from '../tools/calling.js';
import { ApprovalFixture, remember } from './approval-fixture.js';

describe.each(testDatabases())('what is forgotten while a turn waits on %s', (database) => {
  let fixture: ApprovalFixture;
  let user: TestUser;
  const chat = () => fixture.chat;
  const call = (method: string, path: string, json?: object) => chat().call(method, path, { token: user.token, json });
  const untilGone = (word: string) => untilNoTrace(chat().app, database, word);
  const lastPrompt = () => JSON.stringify(chat().model.chats.at(-1)!.body!.messages);
  beforeAll(async () => {
    fixture = await ApprovalFixture.start(database);
  });
  afterAll(() => fixture.stop());
  beforeEach(async () => {
    user = await registerUser(chat().app);
    const tools = ['remember', 'recall_memory'];
    expect((await call('POST', '/api/chat/agents', { name: 'keeper', tools })).status).toBe(201);
  });

  async function known(content: string): Promise<string> {
    return (await call('POST', '/api/memory', { content })).body.memory.id;
  }

  async function said(message: string): Promise<Json> {
    const { body } = await chat().ask({ message }, { token: user.token });
    while ((await call('GET', '/api/memory/status')).body.pending > 0)
      await new Promise((resume) => setTimeout(resume, 10));
    return body;
  }

  async function waiting(message: string, calls = [[remember('The user asked.')]]): Promise<[OpenTurn, string]> {
    const model = `keeps-${Math.random()}`;
    chat().model.playFor(model, callsThenSays(calls, ['It is ', 'done.']));
    const open = await chat().stream({ message, model, agent: 'keeper' }, { token: user.token });
    return [open, (await fixture.untilWaiting(open)).turnId];
  }

  const approve = (turnId: string) => call('POST', `/api/chat/turns/${turnId}/approve`);

  async function endOf(open: OpenTurn): Promise<Json> {
    return expectWholeStream(await open.all());
  }

  it('keeps no word of a memory, and tells the model the others only', async () => {
    const id = await known('The gate code of the user is zanderquill four.');
    await known('The gate of the user is green.');
    const [open, turnId] = await waiting('What is the gate code?');
    expect(lastPrompt()).toContain('zanderquill');
    expect(await tracesOf(chat().app, database, 'zanderquill')).toContain('turn_checkpoints');
    expect((await call('DELETE', `/api/memory/${id}`)).status).toBe(200);
    await untilGone('zanderquill');
    await approve(turnId);
    expect(await endOf(open)).toMatchObject({ turn_status: 'complete', response: 'It is done.' });
    expect(lastPrompt()).toContain('The gate of the user is green.');
    expect(lastPrompt()).not.toContain('zanderquill');
    expect(await tracesOf(chat().app, database, 'zanderquill')).toEqual([]);
  });

  it('sends nothing of it either where the yes comes at once', async () => {
    const id = await known('The gate code of the user is wodewick four.');
    const [open, turnId] = await waiting('What is the gate code?');
    await call('DELETE', `/api/memory/${id}`);
    await approve(turnId);
    await endOf(open);
    expect(resultsIn(chat().model.chats.at(-1)!.body!)).toHaveLength(1);
    expect(lastPrompt()).not.toContain('wodewick');
    await untilGone('wodewick');
  });

  it('keeps nothing of a conversation that is deleted, whether recalled or looked up', async () => {
    const { session_id } = await said('At the old mill we met a skirlwing, which sang.');
    const look = [{ name: 'recall_memory', args: { query: 'skirlwing old mill' } }];
    const [open, turnId] = await waiting('Whom did we meet at the old mill?', [look, [remember('The user asked.')]]);
    expect(resultsIn(chat().model.chats.at(-1)!.body!)[0]).toContain('skirlwing');
    await call('DELETE', `/api/session/${session_id}`);
    await approve(turnId);
    expect(await endOf(open)).toMatchObject({ turn_status: 'complete' });
    expect(resultsIn(chat().model.chats.at(-1)!.body!)[0]).toContain('forgotten');
    expect(lastPrompt()).not.toContain('sang');
    await untilGone('which sang');
  });

  it('keeps nothing where it is forgotten before the turn waits, nor after it ends', async () => {
    const one = await known('The gate code of the user is nightjarrel four.');
    const two = await known('The shed code of the user is lumbertwist five.');
    const model = `slow-${Math.random()}`;
    const rounds = callsThenSays([[remember('The user asked.')]], ['It is ', 'done.']);
    chat().model.playFor(model, (body) => ({ ...rounds(body), firstTokenDelayMs: 700 }));
    const json = { message: 'What are the gate code and the shed code?', model, agent: 'keeper' };
    const open = await chat().stream(json, { token: user.token });
    await open.until('context-ready');
    await call('DELETE', `/api/memory/${one}`);
    const { turnId } = await fixture.untilWaiting(open);
    expect(await tracesOf(chat().app, database, 'nightjarrel')).not.toContain('turn_checkpoints');
    expect(await tracesOf(chat().app, database, 'lumbertwist')).toContain('turn_checkpoints');
    const asked = chat().model.chats.length;
    await approve(turnId);
    while (chat().model.chats.length === asked) await new Promise((resume) => setTimeout(resume, 20));
    await call('DELETE', `/api/memory/${two}`);
    expect(await endOf(open)).toMatchObject({ turn_status: 'complete' });
    await untilGone('nightjarrel');
    await untilGone('lumbertwist');
  });

  it('keeps nothing of a message that is not to be recalled, nor of anything once all is forgotten', async () => {
    const { user_message_id } = await said('At the harbour we met a brindlefox, which limped.');
    await known('The user owns a cuttlestone.');
    const [open, turnId] = await waiting('Whom did we meet at the harbour? What does the user own?');
    expect(lastPrompt()).toContain('which limped');
    expect(lastPrompt()).toContain('cuttlestone');
    const inCheckpoint = async (word: string) =>
      (await tracesOf(chat().app, database, word)).includes('turn_checkpoints');
    expect((await call('DELETE', `/api/memory/${user_message_id}`)).status).toBe(200);
    while (await inCheckpoint('which limped')) await new Promise((resume) => setTimeout(resume, 50));
    expect(await inCheckpoint('cuttlestone')).toBe(true);
    expect((await call('DELETE', '/api/memory', { confirm: true })).status).toBeLessThan(300);
    await approve(turnId);
    await endOf(open);
    expect(lastPrompt()).not.toContain('which limped');
    await untilGone('cuttlestone');
  });
});
