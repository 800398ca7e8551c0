/** Drops rows of turns and model calls that are older than wanted and in the roll-ups; the sums stay. */
import { Injectable } from '@nestjs/common';
import { type Counted, newReceipt, type Receipt, receiptStatements } from '../../auth/receipts/receipt-statements.js';
import { RetentionRules } from '../../auth/retention/retention-rules.js';
import { Clock } from '../../common/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Round } from '../../platform/leader/term.js';
import { firstId } from '../../common/time-id.js';

const DAY = 86_400_000;
/** No budget reaches back further than a month. */
const BUDGET_DAYS = 40;
/** Rows a transaction. */
const SLICE = 1000;

interface Owned {
  user_id: string;
}

@Injectable()
export class RawRetention {
  constructor(
    private readonly database: Database,
    private readonly rules: RetentionRules,
    private readonly clock: Clock,
  ) {}

  /** Somebody's usage before this time may be gone; ISO-8601, undefined where all is kept. */
  async horizon(): Promise<string | undefined> {
    const days = await this.rules.shortest('stats');
    return days === undefined ? undefined : this.clock.iso(-days * DAY);
  }

  async sweep(round: Round): Promise<void> {
    await round.batch([{ sql: 'DELETE FROM budget_days WHERE t < ?', params: [this.clock.iso(-BUDGET_DAYS * DAY)] }]);
    for (const { condition, params, days } of await this.rules.due('stats')) {
      const before = this.clock.iso(-days * DAY);
      // Models are called for accounts without turns too: for what they import.
      const [ofTurns, ofCalls] = ['usage_rollups', 'call_rollups'].map(
        (table) => `SELECT user_id FROM ${table} WHERE grain = 'day' AND t < ? AND ${condition}`,
      );
      const due = [before, ...params, before, ...params];
      for (const { user_id } of await this.database.rows<Owned>(`${ofTurns} UNION ${ofCalls}`, due)) {
        const receipt = newReceipt('retention.stats', this.clock.iso(), user_id);
        for (const rows of [turnsOf(user_id, before), callsOf(user_id, before)]) await this.drop(round, receipt, rows);
      }
    }
  }

  private async drop(round: Round, receipt: Receipt, rows: Counted): Promise<void> {
    while (!round.signal.aborted) {
      const [some] = await this.database.rows(`SELECT 1 AS some FROM ${rows.from} LIMIT 1`, rows.params);
      if (!some) return;
      const remove = { sql: `DELETE FROM ${rows.from}`, params: rows.params };
      await round.batch([...receiptStatements(receipt, [rows]), remove]);
    }
  }
}

/** A slice of them. */
function turnsOf(userId: string, before: string): Counted {
  const from = `usage_records WHERE user_id = ? AND id IN
    (SELECT id FROM usage_records WHERE user_id = ? AND created_at < ? AND rolled = 1 ORDER BY created_at, id LIMIT ${SLICE})`;
  return { kind: 'usage_records', from, params: [userId, userId, before] };
}

/** By the key: an id begins with its time. */
function callsOf(userId: string, before: string): Counted {
  const from = `model_calls WHERE user_id = ? AND id IN
    (SELECT id FROM model_calls WHERE user_id = ? AND id < ? ORDER BY id LIMIT ${SLICE})`;
  return { kind: 'model_calls', from, params: [userId, userId, firstId(Date.parse(before))] };
}
