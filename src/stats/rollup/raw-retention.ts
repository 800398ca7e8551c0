/** Drops rows of turns and model calls that are older than wanted and in the roll-ups; the sums stay. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { UsageConfig } from '../../config/usage.config.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import type { Round } from '../../platform/leader/term.js';
import { firstId } from '../time-id.js';

const DAY = 86_400_000;
/** No budget reaches back further than a month. */
const BUDGET_DAYS = 40;
/** Rows a transaction. */
const SLICE = 1000;

@Injectable()
export class RawRetention {
  constructor(
    private readonly database: Database,
    private readonly config: UsageConfig,
    private readonly clock: Clock,
  ) {}

  /** Usage before this time may be gone; ISO-8601, undefined where all is kept. */
  horizon(): string | undefined {
    const { rawDays } = this.config;
    return rawDays === 0 ? undefined : this.clock.iso(-rawDays * DAY);
  }

  async sweep(round: Round): Promise<void> {
    await round.batch([{ sql: 'DELETE FROM budget_days WHERE t < ?', params: [this.clock.iso(-BUDGET_DAYS * DAY)] }]);
    const before = this.horizon();
    if (before === undefined) return;
    const owners = `SELECT DISTINCT user_id FROM usage_rollups WHERE grain = 'day' AND t < ?`;
    for (const { user_id: userId } of await this.database.rows<{ user_id: string }>(owners, [before])) {
      for (const deleteSlice of [deleteTurns, deleteCalls]) {
        let deleted = SLICE;
        while (deleted === SLICE && !round.signal.aborted) {
          [deleted] = (await round.batch([deleteSlice(userId, before)])) as [number];
        }
      }
    }
  }
}

function deleteTurns(userId: string, before: string): Statement {
  const sql = `DELETE FROM usage_records WHERE user_id = ? AND id IN
    (SELECT id FROM usage_records WHERE user_id = ? AND created_at < ? AND rolled = 1 ORDER BY created_at LIMIT ${SLICE})`;
  return { sql, params: [userId, userId, before] };
}

/** By the key: an id begins with its time. */
function deleteCalls(userId: string, before: string): Statement {
  const sql = `DELETE FROM model_calls WHERE user_id = ? AND id IN
    (SELECT id FROM model_calls WHERE user_id = ? AND id < ? ORDER BY id LIMIT ${SLICE})`;
  return { sql, params: [userId, userId, firstId(Date.parse(before))] };
}
