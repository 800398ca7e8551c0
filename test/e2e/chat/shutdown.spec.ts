import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/test-databases.js';
import { ChatFixture, expectWholeStream } from './chat-fixture.js';

const WITHIN_MS = 10_000;

describe.each(testDatabases())('SIGTERM under running answers on %s', (database) => {
  let chat: ChatFixture;
  beforeEach(async () => {
    chat = await ChatFixture.start(database, { SHUTDOWN_GRACE_MS: '1200' });
    chat.model.playFor('endless', { fault: { kind: 'infinite', at: 1 } });
    chat.model.playFor('soon', { tokens: ['nearly ', 'there'], gapMs: 150 });
  });
  afterEach(() => chat.stop());

  /** Not ready any more, or not even listening. */
  async function untilLeaving(): Promise<void> {
    const isReady = () =>
      chat.app.call('GET', '/health/ready').then(
        ({ status }) => status === 200,
        () => false,
      );
    while (await isReady());
  }

  it('ends with 0 in time; what can finish finishes, the rest is ended, said and saved', async () => {
    const endless = await Promise.all(Array.from({ length: 5 }, () => chat.stream({ message: 'x', model: 'endless' })));
    const soon = await chat.stream({ message: 'x', model: 'soon' });
    const waiting = chat.ask({ message: 'waiting', model: 'endless' });
    for (const open of [...endless, soon]) await open.until('text-delta');
    const began = Date.now();
    const exit = chat.app.terminate();
    const refused = untilLeaving().then(() =>
      chat.ask({ message: 'too late' }).then(
        ({ status, body }) => [status, body.code],
        () => 'refused',
      ),
    );
    const [ends, finished] = await Promise.all([
      Promise.all(endless.map(async (open) => expectWholeStream(await open.all()))),
      soon.all(),
    ]);
    for (const end of ends) {
      expect([end.turn_status, end.reason]).toEqual(['incomplete', 'server_restart']);
      expect(end.response).toMatch(/^(again )+$/);
    }
    expect(expectWholeStream(finished)).toMatchObject({ turn_status: 'complete', response: 'nearly there' });
    expect((await waiting).body).toMatchObject({ turn_status: 'incomplete', reason: 'server_restart' });
    expect(['refused', [503, 'shutting_down']]).toContainEqual(await refused);
    expect(await exit).toBe(0);
    expect(Date.now() - began).toBeLessThan(WITHIN_MS);

    await chat.app.restart();
    for (const end of ends) {
      expect((await chat.messages(end.session_id))[1]).toMatchObject({
        content: end.response,
        state: 'incomplete',
        reason: 'server_restart',
      });
      expect((await chat.events(end.turn_id, 1_000_000_000)).status).toBe(204);
    }
  });

  it('takes what npm passes on of one Ctrl-C for one', async () => {
    await chat.stop();
    chat = await ChatFixture.start(database, { SHUTDOWN_GRACE_MS: '8000' });
    chat.model.playFor('slow', { tokens: ['to ', 'the ', 'end'], gapMs: 500 });
    const open = await chat.stream({ message: 'x', model: 'slow' });
    await open.until('text-delta');
    for (const pid of chat.app.pids) process.kill(pid, 'SIGINT');
    await new Promise((resume) => setTimeout(resume, 20));
    for (const pid of chat.app.pids) process.kill(pid, 'SIGINT');
    expect(expectWholeStream(await open.all())).toMatchObject({ turn_status: 'complete', response: 'to the end' });
    await chat.app.restart();
  });

  it('leaves at once on the second signal', async () => {
    await chat.stop();
    chat = await ChatFixture.start(database, { SHUTDOWN_GRACE_MS: '8000' });
    chat.model.playFor('endless', { fault: { kind: 'infinite', at: 1 } });
    const open = await chat.stream({ message: 'x', model: 'endless' });
    const { turn_id } = await open.start();
    await open.until('text-delta');
    const exit = chat.app.terminate();
    // The first one must have arrived; afterwards it would still wait for the answer.
    await new Promise((resume) => setTimeout(resume, 300));
    const began = Date.now();
    await Promise.all([exit, chat.app.terminate()]);
    expect(Date.now() - began).toBeLessThan(2000);
    await open.all().catch(() => undefined);
    await chat.app.restart();
    expect(await chat.turnEnded(turn_id)).toMatchObject({ state: 'incomplete', reason: 'server_restart' });
  });
});
