import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readAll } from '../../support/read-stream.js';
import { testDatabases } from '../../support/test-databases.js';
import { expectWholeStream, OpenTurn } from '../chat/chat-fixture.js';
import { callsThenSays, resultsIn, typesOf } from '../tools/calling.js';
import { ApprovalFixture, forget, remember } from './approval-fixture.js';

describe.each(testDatabases())('calls that need a yes on %s', (database) => {
  let fixture: ApprovalFixture;
  const chat = () => fixture.chat;
  /** A server may read a message for memory beside it. */
  const lastResults = () =>
    chat()
      .model.chats.map(({ body }) => resultsIn(body!))
      .findLast(({ length }) => length)!;
  beforeAll(async () => {
    fixture = await ApprovalFixture.start(database);
  });
  afterAll(() => fixture.stop());

  it('waits, runs after the yes, and goes on in the same turn with the numbers going on', async () => {
    const open = await fixture.begin('yes', [[remember('The user plays the bassoon.')]]);
    const { turnId, request } = await fixture.untilWaiting(open);
    expect(request).toMatchObject({
      id: 'r0c0',
      name: 'remember',
      arguments: { content: 'The user plays the bassoon.' },
      side_effects: 'asks',
    });
    expect(Date.parse(request.expires_at) - Date.now()).toBeGreaterThan(86_000_000);
    expect(await chat().turn(turnId)).toMatchObject({
      state: 'requires_action',
      seq: request.seq,
      approvals: [{ id: 'r0c0', name: 'remember', expires_at: request.expires_at }],
    });
    expect(await fixture.known()).not.toContain('The user plays the bassoon.');

    const { status, body } = await fixture.approve(turnId);
    expect([status, body.turn.id]).toEqual([200, turnId]);
    const frames = await open.all();
    expect(expectWholeStream(frames)).toMatchObject({ turn_status: 'complete', response: 'It is done.' });
    const types = ['turn-start', 'context-ready', 'tool-call', 'approval-required', 'approval-decided', 'tool-result'];
    expect(typesOf(frames)).toEqual([...types, 'text-delta', 'turn-end']);
    expect(frames[4]!.data).toMatchObject({ id: 'r0c0', decision: 'approved' });
    expect(frames[5]!.data).toMatchObject({ id: 'r0c0', ok: true, summary: 'Remembered: The user plays the bassoon.' });
    expect(await fixture.known()).toContain('The user plays the bassoon.');
    expect((await chat().turn(turnId)).approvals).toBeUndefined();

    const again = await readAll(await chat().events(turnId));
    expect(again.map(({ data }) => data)).toEqual(frames.map(({ data }) => data));
    expect(await readAll(await chat().events(turnId, 4))).toEqual(frames.slice(5));
  });

  it('tells the model of a no, and runs nothing', async () => {
    const open = await fixture.begin('no', [[remember('The user is a spy.')]]);
    const { turnId } = await fixture.untilWaiting(open);
    expect((await fixture.deny(turnId)).status).toBe(200);
    const frames = await open.all();
    expect(expectWholeStream(frames)).toMatchObject({ turn_status: 'complete', response: 'It is done.' });
    expect(frames.find(({ type }) => type === 'tool-result')!.data).toMatchObject({ ok: false });
    expect(lastResults()[0]).toContain('said no');
    expect(await fixture.known()).not.toContain('The user is a spy.');
  });

  it('shows a waiting turn to readers that come later, from wherever they were', async () => {
    const open = await fixture.begin('later', [[remember('The user owns a kiln.')]]);
    const { turnId, request } = await fixture.untilWaiting(open);
    await open.leave();
    const fromStart = OpenTurn.of(await chat().events(turnId));
    const after = OpenTurn.of(await chat().events(turnId, request.seq));
    expect((await fromStart.until('approval-required')).data).toEqual(request);
    await fixture.approve(turnId, { call_id: 'r0c0' });
    expectWholeStream(await fromStart.all());
    const rest = await after.all();
    expect(rest[0]!.seq).toBe(request.seq + 1);
    expect(rest).toEqual(fromStart.frames.slice(request.seq + 1));
  });

  it('answers 202 to whoever did not ask for a stream, also when asked again with the same key', async () => {
    chat().model.playFor('whole', callsThenSays([[remember('The user bakes rye bread.')]], ['Kept.']));
    const ask = () =>
      chat().ask(
        { message: 'Keep it', model: 'whole', agent: 'keeper' },
        { headers: { 'idempotency-key': `waits-${database}` } },
      );
    const { status, body } = await ask();
    expect(status).toBe(202);
    expect(body).toMatchObject({
      status: 'success',
      turn_status: 'requires_action',
      response: '',
      finish_reason: null,
    });
    expect(body.approvals).toMatchObject([{ id: 'r0c0', name: 'remember', side_effects: 'asks' }]);
    expect((await ask()).body).toEqual(body);
    await fixture.approve(body.turn_id);
    const done = await chat().turnOver(body.turn_id);
    expect(done).toMatchObject({ state: 'complete', response: 'Kept.' });
    const again = await ask();
    expect([again.status, again.body.response]).toEqual([200, 'Kept.']);
  });

  it('lets nothing be said in the conversation meanwhile, but beside it', async () => {
    const open = await fixture.begin('busy', [[remember('The user has a parrot.')]]);
    const { turnId } = await fixture.untilWaiting(open);
    const { session_id, user_message_id } = await open.start();
    const second = await chat().ask({ message: 'And?', session_id });
    expect([second.status, second.body.code, second.body.turn_id]).toEqual([409, 'turn_running', turnId]);
    const beside = await chat().ask({ message: 'Else?', session_id, parent_id: null });
    expect(beside.status).toBe(200);
    expect(
      (await chat().messages(session_id, true)).find(({ parent_id }) => parent_id === user_message_id),
    ).toMatchObject({ state: 'running', turn_id: turnId });
    await fixture.deny(turnId);
    expectWholeStream(await open.all());
  });

  it('stops a waiting turn: nothing runs, what was said stays', async () => {
    const open = await fixture.begin('halt', [[remember('The user sails.')]]);
    const { turnId } = await fixture.untilWaiting(open);
    const { body } = await chat().call('POST', `/api/chat/turns/${turnId}/stop`);
    expect(body.turn).toMatchObject({ state: 'incomplete', reason: 'stopped' });
    expect(expectWholeStream(await open.all())).toMatchObject({ turn_status: 'incomplete', reason: 'stopped' });
    expect((await fixture.approve(turnId)).body.code).toBe('not_waiting');
    expect(await fixture.known()).not.toContain('The user sails.');
  });

  it('ends the stream of a waiting turn whose conversation is deleted', async () => {
    const open = await fixture.begin('gone', [[remember('The user swims.')]]);
    const { turnId } = await fixture.untilWaiting(open);
    const { session_id } = await open.start();
    expect((await chat().call('DELETE', `/api/session/${session_id}`)).status).toBe(200);
    expect(expectWholeStream(await open.all())).toMatchObject({ turn_status: 'incomplete', reason: 'stopped' });
    expect((await fixture.approve(turnId)).status).toBe(404);
  });

  it('asks about each of several calls, and goes on after the last answer', async () => {
    const calls = [remember('The user has two cats.'), { name: 'calculator', args: { expression: '2+2' } }];
    const open = await fixture.begin('several', [[...calls, remember('The user hates cats.')]]);
    const { turnId } = await fixture.untilWaiting(open);
    await open.until('approval-required');
    const early = open.frames.filter(({ type }) => type === 'tool-result').map(({ data }) => data.name);
    expect(early).toEqual(['calculator']);
    expect((await fixture.approve(turnId, { ids: ['r0c0'] })).body.turn.state).toBe('requires_action');
    // The same word again changes nothing; another one comes too late.
    expect((await fixture.approve(turnId, { call_id: 'r0c0' })).status).toBe(200);
    expect((await fixture.deny(turnId, { call_id: 'r0c0' })).body.code).toBe('not_waiting');
    expect((await fixture.deny(turnId, { ids: ['r0c0', 'r0c2'] })).body.code).toBe('not_waiting');
    expect((await fixture.approve(turnId, { call_id: 'r9c9' })).status).toBe(404);
    await fixture.deny(turnId);
    const frames = await open.all();
    expectWholeStream(frames);
    const decisions = frames
      .filter(({ type }) => type === 'approval-decided')
      .map(({ data }) => [data.id, data.decision]);
    expect(decisions).toEqual([
      ['r0c0', 'approved'],
      ['r0c2', 'denied'],
    ]);
    expect(lastResults().map((text) => text.slice(0, 5))).toEqual(['It is', expect.anything(), 'Error']);
    const known = await fixture.known();
    expect(known).toContain('The user has two cats.');
    expect(known).not.toContain('The user hates cats.');
  });

  it('goes on once where fifty say yes at the same time', async () => {
    const open = await fixture.begin('crowd', [[remember('The user likes crowds.')]]);
    const { turnId } = await fixture.untilWaiting(open);
    const asked = () => chat().model.chats.filter(({ body }) => body!.model === 'crowd').length;
    const before = asked();
    const answers = await Promise.all(Array.from({ length: 50 }, () => fixture.approve(turnId)));
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(1);
    expect(answers.every(({ status, body }) => status === 200 || body.code === 'not_waiting')).toBe(true);
    const frames = await open.all();
    expectWholeStream(frames);
    expect(frames.filter(({ type }) => type === 'tool-result')).toHaveLength(1);
    expect(asked() - before).toBe(1);
  });

  it('takes the same word about the same calls from however many at the same time', async () => {
    const calls = [remember('The user likes choirs.'), remember('The user likes canons.')];
    const open = await fixture.begin('choir', [calls]);
    const { turnId } = await fixture.untilWaiting(open);
    await open.until('approval-required');
    const said = [{ call_id: 'r0c0' }, { call_id: 'r0c1' }, { ids: ['r0c0', 'r0c1'] }, { ids: ['r0c1', 'r0c0'] }];
    const answers = await Promise.all([...said, ...said, ...said].map((json) => fixture.approve(turnId, json)));
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [200, undefined]));
    const frames = await open.all();
    expectWholeStream(frames);
    expect(frames.filter(({ type }) => type === 'tool-result').map(({ data }) => data.ok)).toEqual([true, true]);
  });

  it('is stopped, whatever it was just about to do', async () => {
    for (let round = 0; round < 10; round++) {
      const open = await fixture.begin(`torn-${round}`, [[remember('The user hesitates.')]]);
      const { turnId } = await fixture.untilWaiting(open);
      chat().model.playFor(`torn-${round}`, { fault: { kind: 'infinite', at: 1 } });
      // Somewhere on the way of the yes the turn is neither waiting nor being answered.
      const stop = () => chat().call('POST', `/api/chat/turns/${turnId}/stop`);
      const [, ...stopped] = await Promise.all([fixture.approve(turnId), stop(), stop(), stop()]);
      for (const { status, body } of stopped)
        expect([status, body.turn.state, body.turn.reason]).toEqual([200, 'incomplete', 'stopped']);
      expect(expectWholeStream(await open.all())).toMatchObject({ turn_status: 'incomplete', reason: 'stopped' });
    }
  });

  it('asks twice in one turn where two rounds want it', async () => {
    const open = await fixture.begin('twice', [[remember('The user knits.')], [forget('The user knits.')]]);
    const first = await fixture.untilWaiting(open);
    await fixture.approve(first.turnId);
    const second = await fixture.untilWaiting(open);
    expect(second.request).toMatchObject({ name: 'forget', side_effects: 'dangerous' });
    await fixture.approve(first.turnId);
    expectWholeStream(await open.all());
    expect(await fixture.known()).not.toContain('The user knits.');
  });

  it('forgets nothing where the words to forget are none', async () => {
    const known = await fixture.known();
    const open = await fixture.begin('wordless', [[forget('…')]]);
    const { turnId } = await fixture.untilWaiting(open);
    await fixture.approve(turnId);
    expectWholeStream(await open.all());
    expect(lastResults()[0]).toContain('Nothing of that kind is known');
    expect(await fixture.known()).toEqual(known);
  });

  it('asks nobody about a call that cannot be run', async () => {
    const open = await fixture.begin('wrong', [[{ name: 'remember', args: { contents: 7 } }]]);
    const frames = await open.all();
    expectWholeStream(frames);
    expect(frames.some(({ type }) => type === 'approval-required')).toBe(false);
    expect(lastResults()[0]).toContain('not valid');
  });

  it('is nobody else’s business', async () => {
    const open = await fixture.begin('mine', [[remember('The user whistles.')]]);
    const { turnId } = await fixture.untilWaiting(open);
    const { token } = chat().other;
    for (const way of ['approve', 'deny']) {
      expect((await chat().call('POST', `/api/chat/turns/${turnId}/${way}`, { token })).status).toBe(404);
    }
    expect((await chat().turn(turnId)).state).toBe('requires_action');
    await fixture.deny(turnId);
    await open.all();
  });

  it('refuses decisions that make no sense', async () => {
    const { body } = await chat().ask({ message: 'Hello' });
    expect((await fixture.approve(body.turn_id)).body.code).toBe('not_waiting');
    expect((await fixture.approve(body.turn_id, { ids: [] })).status).toBe(400);
    expect((await fixture.approve(body.turn_id, { yes: true })).status).toBe(400);
    expect((await fixture.approve('018f0000-0000-7000-8000-000000000000')).status).toBe(404);
  });
});
