/** Drops usage rows that are older than wanted and in the roll-ups; the sums stay. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { UsageConfig } from '../../config/usage.config.js';
import { Database } from '../../platform/database/database.js';
import type { Round } from '../../platform/leader/term.js';

const DAY = 86_400_000;
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
    const before = this.horizon();
    if (before === undefined) return;
    const owners = `SELECT DISTINCT user_id FROM usage_rollups WHERE grain = 'day' AND t < ?`;
    for (const { user_id: userId } of await this.database.rows<{ user_id: string }>(owners, [before])) {
      let deleted = SLICE;
      while (deleted === SLICE && !round.signal.aborted) deleted = await this.deleteSlice(round, userId, before);
    }
  }

  private async deleteSlice(round: Round, userId: string, before: string): Promise<number> {
    const sql = `DELETE FROM usage_records WHERE user_id = ? AND id IN
      (SELECT id FROM usage_records WHERE user_id = ? AND created_at < ? AND rolled = 1 ORDER BY created_at LIMIT ${SLICE})`;
    const [deleted] = await round.batch([{ sql, params: [userId, userId, before] }]);
    return deleted!;
  }
}
