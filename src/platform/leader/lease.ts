/**
 * The row that says which server does what is done once. Every change of hands raises its term; work that names an
 * older one is refused by the database (fencing: a holder that slept through its lease changes nothing).
 */
import type { Clock } from '../../common/clock.js';
import { FAR_AHEAD_MS } from '../../common/far-ahead.js';
import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';

/** How long it belongs to a process without a sign of life (milliseconds). */
export const LEADER_LEASE_MS = 8000;

export class Lease {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly name: string,
    /** Id of this process. */
    private readonly holder: string,
  ) {}

  /** The term of the new holder, or undefined where somebody holds it. */
  async take(): Promise<number | undefined> {
    const [, taken] = await this.database.batch([
      {
        sql: "INSERT INTO leases (name, term, lease_until) VALUES (?, 0, '') ON CONFLICT DO NOTHING",
        params: [this.name],
      },
      {
        sql: 'UPDATE leases SET holder = ?, term = term + 1, lease_until = ? WHERE name = ? AND (lease_until < ? OR lease_until > ?)',
        params: [
          this.holder,
          this.clock.iso(LEADER_LEASE_MS),
          this.name,
          this.clock.iso(),
          this.clock.iso(FAR_AHEAD_MS),
        ],
      },
    ]);
    if (!taken) return undefined;
    const sql = 'SELECT term FROM leases WHERE name = ? AND holder = ?';
    const [row] = await this.database.rows<{ term: number }>(sql, [this.name, this.holder]);
    return row?.term;
  }

  /** False: somebody else holds it now. */
  async renew(term: number): Promise<boolean> {
    const [renewed] = await this.database.batch([this.setUntil(term, this.clock.iso(LEADER_LEASE_MS))]);
    return renewed === 1;
  }

  /** The next one need not wait until it runs out. */
  async giveUp(term: number): Promise<void> {
    await this.database.batch([this.setUntil(term, '')]);
  }

  /** A statement that rolls back the batch it is in, with UnexpectedChanges, where the term is over. */
  fence(term: number): Statement {
    return {
      sql: 'UPDATE leases SET term = term WHERE name = ? AND holder = ? AND term = ?',
      params: [this.name, this.holder, term],
      expect: 1,
    };
  }

  private setUntil(term: number, until: string): Statement {
    const sql = 'UPDATE leases SET lease_until = ? WHERE name = ? AND holder = ? AND term = ?';
    return { sql, params: [until, this.name, this.holder, term] };
  }
}
