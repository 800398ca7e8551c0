import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/test-databases.js';
import { changeDatabase } from '../auth/change-database.js';
import { tracesOf, untilNoTrace } from '../memory-facts/traces.js';
import { expectWholeStream, OpenTurn } from '../chat/chat-fixture.js';
import { onDatabase } from '../stats/stats-calls.js';
import { ApprovalFixture, remember } from './approval-fixture.js';

const LONG_AGO = '2000-01-01T00:00:00.000Z';

describe.each(testDatabases())('a turn that was laid aside in a way this server cannot read, on %s', (database) => {
  let fixture: ApprovalFixture;
  beforeAll(async () => {
    fixture = await ApprovalFixture.start(database);
  });
  afterAll(() => fixture.stop());

  const change = (sql: string, params: string[]) => changeDatabase(fixture.chat.app, sql, params);
  async function waiting(model: string): Promise<string> {
    const open = await fixture.begin(model, [[remember('I own a dinghy.')]]);
    const { turnId } = await fixture.untilWaiting(open);
    await open.leave();
    return turnId;
  }
  const spoil = (turnId: string, checkpoint = '{"version":99}') =>
    change('UPDATE turn_checkpoints SET checkpoint = ? WHERE turn_id = ?', [checkpoint, turnId]);

  async function expectEnded(turnId: string): Promise<void> {
    expect(await fixture.chat.turnOver(turnId)).toMatchObject({ state: 'incomplete', reason: 'server_restart' });
    expect(await tracesOf(fixture.chat.app, database, turnId)).not.toContain('turn_checkpoints');
  }

  it.each(['{"version":99}', '{"version":1}', 'half a te'])(
    'ends at the next start, which it does not prevent: %s',
    async (checkpoint) => {
      const [broken, whole] = [await waiting('broken'), await waiting('whole')];
      await fixture.chat.app.kill();
      for (const turnId of [broken, whole]) {
        await change("UPDATE turn_approvals SET state = 'denied' WHERE turn_id = ?", [turnId]);
        const gone = "UPDATE turns SET state = 'running', lease_owner = id, lease_until = ? WHERE id = ?";
        await change(gone, [LONG_AGO, turnId]);
      }
      await spoil(broken, checkpoint);
      await fixture.chat.app.restart();
      await expectEnded(broken);
      expect(await fixture.chat.turnOver(whole)).toMatchObject({ state: 'complete', response: 'It is done.' });
    },
  );

  it('ends soon after somebody has decided', async () => {
    const turnId = await waiting('decided');
    await spoil(turnId);
    expect((await fixture.approve(turnId)).status).toBe(200);
    await expectEnded(turnId);
  });

  it('is told whole, once it is read, to who came before', async () => {
    const turnId = await waiting('read later');
    const [{ checkpoint }] = await onDatabase(
      fixture.chat.app,
      `SELECT checkpoint FROM turn_checkpoints WHERE turn_id = '${turnId}'`,
    );
    await spoil(turnId);
    const readers = await Promise.all(
      [-1, 0].map(async (after) => OpenTurn.of(await fixture.chat.events(turnId, after))),
    );
    // Each has looked by then and found nothing it could be told.
    await new Promise((resume) => setTimeout(resume, 500));
    await spoil(turnId, checkpoint);
    expect((await fixture.approve(turnId)).status).toBe(200);
    const [all, rest] = await Promise.all(readers.map((reader) => reader.all()));
    expectWholeStream(all!);
    expect(rest).toEqual(all!.slice(1));
  });

  it('keeps nothing that is forgotten meanwhile', async () => {
    const { body } = await fixture.chat.call('POST', '/api/memory', { json: { content: 'The code is quillwort.' } });
    const turnId = await waiting('forgotten');
    await spoil(turnId, '{"version":99,"said":"The code is quillwort."}');
    expect((await fixture.chat.call('DELETE', `/api/memory/${body.memory.id}`)).status).toBe(200);
    await untilNoTrace(fixture.chat.app, database, 'quillwort');
    await fixture.deny(turnId);
    await expectEnded(turnId);
  });
});
