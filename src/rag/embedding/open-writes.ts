/** Waits for the writes that are under way: what they began before a row was there goes by what they saw then. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../platform/database/database.js';

const LOOK_EVERY = 50;
/** Milliseconds. */
const LONGEST = 20_000;

@Injectable()
export class OpenWrites {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** When all that was being written has ended, on every server. Throws where something takes longer than is waited. */
  async ended(): Promise<void> {
    // SQLite writes one at a time, and a commit comes after those before it.
    if (this.database.dialect !== 'postgres') return;
    const [now] = await this.database.rows<{ at: string }>('SELECT clock_timestamp()::text AS at');
    const sql =
      'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL ' +
      'AND xact_start <= CAST(? AS timestamptz) LIMIT 1';
    for (let waited = 0; (await this.database.rows(sql, [now!.at])).length > 0; waited += LOOK_EVERY) {
      if (waited >= LONGEST) throw new Error(`something is being written for more than ${LONGEST / 1000} s`);
      await this.clock.sleep(LOOK_EVERY);
    }
  }
}
