/** Forgets the frames of turns that ended a while ago, and the logs of old turns where that is wanted: how they ran and what entered their prompts. The messages stay. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { newReceipt, type Receipt, receiptStatements } from '../../auth/receipts/receipt-statements.js';
import { RetentionRules } from '../../auth/retention/retention-rules.js';
import { Clock } from '../../common/clock.js';
import { Database } from '../../platform/database/database.js';
import { LeaderRounds } from '../../platform/leader/leader-rounds.js';
import type { Round } from '../../platform/leader/term.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Turns a transaction. */
const SLICE = 500;
/** How long the exact frames of a finished turn are kept for replay; a little over the promise. Milliseconds. */
const REPLAY_AGE = 15 * MINUTE;

const DUE = "state <> 'running' AND ended_at < ?";

@Injectable()
export class TurnRetention implements OnModuleInit {
  constructor(
    private readonly rounds: LeaderRounds,
    private readonly database: Database,
    private readonly rules: RetentionRules,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.rounds.every(MINUTE, 'forgetting the frames of finished turns', (round) => this.forgetFrames(round));
    this.rounds.every(HOUR, 'forgetting the logs of old turns', (round) => this.forgetLogs(round));
  }

  private async forgetFrames(round: Round): Promise<void> {
    const sql = 'UPDATE turns SET replay = NULL WHERE replay IS NOT NULL AND ended_at < ?';
    await round.batch([{ sql, params: [this.clock.iso(-REPLAY_AGE)] }]);
  }

  private async forgetLogs(round: Round): Promise<void> {
    for (const { condition, params, days } of await this.rules.due('turns')) {
      const before = this.clock.iso(-days * DAY);
      const owners = `SELECT DISTINCT user_id FROM turns WHERE ${DUE} AND ${condition}`;
      for (const { user_id } of await this.database.rows<{ user_id: string }>(owners, [before, ...params])) {
        const receipt = newReceipt('retention.turns', this.clock.iso(), user_id);
        while (!round.signal.aborted && (await this.forgetSlice(round, receipt, before)) === SLICE);
      }
    }
  }

  private async forgetSlice(round: Round, receipt: Receipt, before: string): Promise<number> {
    const params = [receipt.userId!, before];
    const due = (columns: string) =>
      `(SELECT ${columns} FROM turns WHERE user_id = ? AND ${DUE} ORDER BY user_id, id LIMIT ${SLICE})`;
    const contexts = `message_contexts WHERE (user_id, message_id) IN ${due('user_id, message_id')}`;
    const turns = `turns WHERE (user_id, id) IN ${due('user_id, id')}`;
    const changes = await round.batch([
      ...receiptStatements(receipt, [
        { kind: 'message_contexts', from: contexts, params },
        { kind: 'turns', from: turns, params },
      ]),
      { sql: `DELETE FROM ${contexts}`, params },
      { sql: `DELETE FROM ${turns}`, params },
    ]);
    return changes.at(-1)!;
  }
}
