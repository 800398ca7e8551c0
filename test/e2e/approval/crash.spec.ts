import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readAll } from '../../support/read-stream.js';
import { testDatabases } from '../../support/test-databases.js';
import { expectWholeStream, OpenTurn } from '../chat/chat-fixture.js';
import { callsThenSays, resultsIn, typesOf } from '../tools/calling.js';
import { manifestOf, ModuleFolder } from '../tools/modules/module-folder.js';
import { ScriptedWeb } from '../tools/scripted-web.js';
import { ApprovalFixture } from './approval-fixture.js';

/** A module whose tool tells a server on the network that it ran: what counts is what that server saw. */
const mailer = (url: string, more = '') =>
  manifestOf(
    'mailer',
    `{ name: 'send', description: 'Sends a letter.${more}', parameters: { type: 'object', required: ['to'], properties: { to: { type: 'string' } } },
      sideEffects: 'dangerous', run: async ({ to }, _, signal) => {
        const answer = await fetch('${url}/send/' + to, { method: 'POST', signal });
        return { summary: 'sent', content: 'The post office says ' + await answer.text() };
      } }`,
  );

describe.each(testDatabases())('calls that need a yes, and kill -9, on %s', (database) => {
  let fixture: ApprovalFixture;
  let web: ScriptedWeb;
  const modules = new ModuleFolder();
  const chat = () => fixture.chat;
  const sent = (to: string) => web.requests.filter(({ path }) => path === `/send/${to}`).length;
  const letter = (to: string) => ({ name: 'mailer__send', args: { to } });
  const follow = async (turnId: string) => OpenTurn.of(await chat().events(turnId));
  const begin = async (to: string) => {
    const open = await fixture.begin(to, [[letter(to)]], { agent: 'clerk' });
    const { turnId, request } = await fixture.untilWaiting(open);
    return { open, turnId, request };
  };

  beforeAll(async () => {
    web = await new ScriptedWeb().start();
    fixture = await ApprovalFixture.start(database, { TOOL_MODULES: modules.write('mailer', mailer(web.url)) });
    await fixture.agent('clerk', ['mailer__send', 'remember']);
  });
  afterAll(async () => {
    await fixture.stop();
    await web.close();
    modules.remove();
  });

  it('a waiting turn survives: it shows its request again, goes on after the yes, and the tool runs once', async () => {
    web.page('/send/bergen', 'thanks', 'text/plain');
    const { turnId, request } = await begin('bergen');
    await chat().app.restart();
    expect(await chat().turn(turnId)).toMatchObject({ state: 'requires_action', seq: request.seq });
    const again = await follow(turnId);
    expect((await again.until('approval-required')).data).toEqual(request);
    expect(sent('bergen')).toBe(0);
    expect((await fixture.approve(turnId)).status).toBe(200);
    const frames = await again.all();
    expect(expectWholeStream(frames)).toMatchObject({
      turn_id: turnId,
      turn_status: 'complete',
      response: 'It is done.',
    });
    expect(resultsIn(chat().model.chats.at(-1)!.body!)[0]).toContain('The post office says thanks');
    expect(sent('bergen')).toBe(1);
    const [, answer] = await chat().messages((await again.start()).session_id);
    expect(answer).toMatchObject({ state: 'complete', content: 'It is done.', turn_id: turnId });
  });

  it('a tool that ran when the process died is not run again, and the model is told that nobody knows', async () => {
    web.page('/send/oslo', () => undefined);
    const { turnId } = await begin('oslo');
    await fixture.approve(turnId);
    await chat().model.until(() => sent('oslo') === 1);
    await chat().app.restart();
    const frames = await (await follow(turnId)).all();
    expect(expectWholeStream(frames)).toMatchObject({
      turn_id: turnId,
      turn_status: 'complete',
      response: 'It is done.',
    });
    expect(frames.find(({ type }) => type === 'tool-result')!.data.ok).toBe(false);
    expect(resultsIn(chat().model.chats.at(-1)!.body!)[0]).toContain('whether it took effect is not known');
    expect(sent('oslo')).toBe(1);
  });

  it('a tool that was done when the process died is not run again, and what it gave is kept', async () => {
    web.page('/send/voss', 'posted', 'text/plain');
    let asked = 0;
    chat().model.playFor('voss', (body) => {
      if (!resultsIn(body).length) return callsThenSays([[letter('voss')]])(body);
      return asked++ ? { tokens: ['It is ', 'done.'] } : { fault: { kind: 'silence' } };
    });
    const open = await chat().stream({ message: 'Send it', model: 'voss', agent: 'clerk' });
    const { turnId } = await fixture.untilWaiting(open);
    await fixture.approve(turnId);
    await open.until('tool-result');
    await chat().model.until(() => asked === 1);
    const seen = open.frames.map(({ data }) => data);
    await chat().app.restart();
    const frames = await (await follow(turnId)).all();
    expect(expectWholeStream(frames)).toMatchObject({ turn_status: 'complete', response: 'It is done.' });
    expect(frames.slice(0, seen.length).map(({ data }) => data)).toEqual(seen);
    expect(resultsIn(chat().model.chats.at(-1)!.body!)[0]).toContain('The post office says posted');
    expect([sent('voss'), asked]).toEqual([1, 2]);
  });

  it('an answer that was being written when the process died ends as ever, with one end for whoever saw more', async () => {
    web.page('/send/molde', 'posted', 'text/plain');
    chat().model.playFor('molde', (body) => {
      if (!resultsIn(body).length) return callsThenSays([[letter('molde')]])(body);
      return { tokens: ['It is ', 'nearly ', 'done.'], gapMs: 600 };
    });
    const open = await chat().stream({ message: 'Send it', model: 'molde', agent: 'clerk' });
    const { turnId } = await fixture.untilWaiting(open);
    await fixture.approve(turnId);
    const { seq } = await open.until('text-delta');
    await new Promise((resume) => setTimeout(resume, 400));
    await chat().app.restart();
    const end = await chat().turnOver(turnId);
    expect(end).toMatchObject({ state: 'incomplete', reason: 'server_restart' });
    expect('It is nearly done.'.startsWith(end.response)).toBe(true);
    const rest = await readAll(await chat().events(turnId, seq));
    expect(typesOf(rest)).toEqual(['turn-end']);
    expect(sent('molde')).toBe(1);
  });

  it('a waiting turn survives an orderly end too', async () => {
    const { turnId } = await begin('narvik');
    expect(await chat().app.terminate()).toBe(0);
    await chat().app.restart();
    expect((await chat().turn(turnId)).state).toBe('requires_action');
    await fixture.deny(turnId);
    expect(await chat().turnOver(turnId)).toMatchObject({ state: 'complete', response: 'It is done.' });
    expect(sent('narvik')).toBe(0);
  });

  it('a tool that changed since is not run: the yes is refused, and the model asks anew', async () => {
    web.page('/send/tromso', 'posted', 'text/plain');
    const open = await fixture.begin('tromso', [[letter('tromso')], [letter('tromso')]], { agent: 'clerk' });
    const { turnId } = await fixture.untilWaiting(open);
    modules.write('mailer', mailer(web.url, ' By ship.'));
    await chat().app.restart();
    const again = await follow(turnId);
    const refused = await fixture.approve(turnId);
    expect([refused.status, refused.body.code, refused.body.call_ids]).toEqual([409, 'approval_stale', ['r0c0']]);
    expect((await again.until('approval-decided')).data).toMatchObject({ id: 'r0c0', decision: 'stale' });
    expect((await again.until('approval-required')).data.id).toBe('r1c0');
    expect(resultsIn(chat().model.chats.at(-1)!.body!)[0]).toContain('has changed');
    expect(sent('tromso')).toBe(0);
    await fixture.approve(turnId);
    expect(expectWholeStream(await again.all())).toMatchObject({ turn_status: 'complete', response: 'It is done.' });
    expect(sent('tromso')).toBe(1);
  });
});
