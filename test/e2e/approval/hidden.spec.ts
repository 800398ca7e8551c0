import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Json } from '../../support/call.js';
import { testDatabases } from '../../support/test-databases.js';
import { waitUntil } from '../../support/wait-until.js';
import { changeDatabase } from '../auth/change-database.js';
import { onDatabase } from '../stats/stats-calls.js';
import { ApprovalFixture, remember } from './approval-fixture.js';

const LONG_AGO = '2000-01-01T00:00:00.000Z';
/** Far enough ahead that no round takes it while the test looks. */
const LATER = '2999-01-01T00:00:00.000Z';

describe.each(testDatabases())(
  'a turn that was laid aside in a conversation that is being deleted, on %s',
  (database) => {
    let fixture: ApprovalFixture;
    beforeAll(async () => {
      fixture = await ApprovalFixture.start(database);
    });
    afterAll(() => fixture.stop());

    const change = (sql: string, params: (string | number)[]) => changeDatabase(fixture.chat.app, sql, params);
    const row = async (sql: string): Promise<Json> => (await onDatabase(fixture.chat.app, sql))[0];
    async function waiting(model: string): Promise<string> {
      const open = await fixture.begin(model, [[remember('I own a dinghy.')]]);
      const { turnId } = await fixture.untilWaiting(open);
      await open.leave();
      return turnId;
    }
    const hide = (turnId: string) =>
      change(
        'UPDATE sessions SET archived = 3, expires_at = ? WHERE id = (SELECT session_id FROM turns WHERE id = ?)',
        [LATER, turnId],
      );
    const ended = (turnId: string) =>
      waitUntil('the turn has ended', 30_000, async () => {
        const turn = await row(`SELECT state, reason FROM turns WHERE id = '${turnId}'`);
        return ['running', 'requires_action'].includes(turn.state) ? undefined : turn;
      });

    /** Ended and paid for, and nothing was asked or done since. */
    async function expectOver(turnId: string, asked: number): Promise<void> {
      expect(await ended(turnId)).toEqual({ state: 'incomplete', reason: 'stopped' });
      const bills = await onDatabase(
        fixture.chat.app,
        `SELECT outcome, prompt_tokens FROM usage_records WHERE turn_id = '${turnId}'`,
      );
      expect(bills.map(({ outcome }) => outcome)).toEqual(['stopped']);
      expect(Number(bills[0].prompt_tokens)).toBeGreaterThan(0);
      expect(fixture.chat.model.chats).toHaveLength(asked);
      expect(await fixture.known()).toEqual([]);
    }

    it('ends at the next start where its process died after the yes, and what it cost is counted', async () => {
      const turnId = await waiting('died');
      const asked = fixture.chat.model.chats.length;
      await fixture.chat.app.kill();
      await change("UPDATE turn_approvals SET state = 'approved' WHERE turn_id = ?", [turnId]);
      await change("UPDATE turns SET state = 'running', lease_owner = id, lease_until = ? WHERE id = ?", [
        LONG_AGO,
        turnId,
      ]);
      await hide(turnId);
      await fixture.chat.app.restart();
      await expectOver(turnId, asked);
    });

    it('is paid for where its conversation is deleted', async () => {
      const turnId = await waiting('deleted');
      const { session_id: sessionId } = await row(`SELECT session_id FROM turns WHERE id = '${turnId}'`);
      expect((await fixture.chat.call('DELETE', `/api/session/${sessionId}`)).status).toBe(200);
      expect(await onDatabase(fixture.chat.app, `SELECT id FROM turns WHERE id = '${turnId}'`)).toEqual([]);
      const [bill, ...others] = await onDatabase(
        fixture.chat.app,
        `SELECT outcome, prompt_tokens FROM usage_records WHERE turn_id = '${turnId}'`,
      );
      expect([bill.outcome, others]).toEqual(['stopped', []]);
      expect(Number(bill.prompt_tokens)).toBeGreaterThan(0);
    });

    it('ends when nobody has answered in time, and what it cost is counted', async () => {
      const turnId = await waiting('late');
      const asked = fixture.chat.model.chats.length;
      await hide(turnId);
      await change('UPDATE turn_approvals SET expires_at = ? WHERE turn_id = ?', [LONG_AGO, turnId]);
      await expectOver(turnId, asked);
    });
  },
);
