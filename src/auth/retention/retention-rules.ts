/** How long accounts want their own things kept: set by themselves, stricter than the server and never laxer. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import type { Owner } from '../../common/owner.js';
import { RetentionConfig } from '../../config/retention.config.js';
import { UsageConfig } from '../../config/usage.config.js';
import { Database } from '../../platform/database/database.js';
import type { SqlValue, Statement } from '../../platform/database/statement.js';
import { RetentionRule } from '../retention-rule.entity.js';

export const KEPT = ['sessions', 'turns', 'stats'] as const;
export type Kept = (typeof KEPT)[number];
/** In days; null: no rule. */
export type KeptDays = Record<Kept, number | null>;

/** Whose things are due, as a condition on `user_id`, and from when on. */
export interface DueOwners {
  condition: string;
  params: SqlValue[];
  days: number;
}

const COLUMNS = { sessions: 'session_days', turns: 'turn_days', stats: 'stats_days' } as const;

@Injectable()
export class RetentionRules {
  constructor(
    private readonly database: Database,
    private readonly retention: RetentionConfig,
    private readonly usage: UsageConfig,
    private readonly clock: Clock,
  ) {}

  /** The server's own. */
  get server(): KeptDays {
    const { sessionDays, turnDays } = this.retention;
    return { sessions: sessionDays || null, turns: turnDays || null, stats: this.usage.rawDays || null };
  }

  async of({ userId }: Owner): Promise<KeptDays> {
    const row = await this.database.reader.findOneBy(RetentionRule, { userId });
    return { sessions: row?.sessionDays ?? null, turns: row?.turnDays ?? null, stats: row?.statsDays ?? null };
  }

  /** What is absent stays, null takes a rule away. Throws `validation_failed` where the server keeps things shorter. */
  async change(owner: Owner, change: Partial<KeptDays>): Promise<KeptDays> {
    const { server } = this;
    const details = KEPT.filter((kept) => (change[kept] ?? 0) > (server[kept] ?? Infinity)).map((kept) => ({
      field: `${kept}_days`,
      message: `must not be more than ${server[kept]}, for which this server keeps them`,
    }));
    if (details.length) throw new AppError('validation_failed', undefined, { details });
    await this.database.batch([this.write(owner, change)]);
    return this.of(owner);
  }

  /** Names what is given only: another request may change the others at the same time. */
  private write({ userId }: Owner, change: Partial<KeptDays>): Statement {
    const given = KEPT.filter((kept) => change[kept] !== undefined);
    const columns = ['updated_at', ...given.map((kept) => COLUMNS[kept])];
    const sql = `INSERT INTO retention_rules (user_id, ${columns.join(', ')}) VALUES (?, ${columns.map(() => '?').join(', ')})
      ON CONFLICT (user_id) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(', ')}`;
    return { sql, params: [userId, this.clock.iso(), ...given.map((kept) => change[kept] ?? null)] };
  }

  /** Everybody where the server has a rule, and those with rules of their own, by the number of their days. */
  async due(kept: Kept): Promise<DueOwners[]> {
    const column = COLUMNS[kept];
    const own = await this.database.rows<{ days: number }>(
      `SELECT DISTINCT ${column} AS days FROM retention_rules WHERE ${column} IS NOT NULL`,
    );
    const condition = `user_id IN (SELECT user_id FROM retention_rules WHERE ${column} = ?)`;
    const server = this.server[kept];
    return [
      ...(server === null ? [] : [{ condition: '1 = 1', params: [], days: server }]),
      ...own.map(({ days }) => ({ condition, params: [days], days })),
    ];
  }

  /** The fewest days anybody's things of a kind are kept; undefined: all are kept. */
  async shortest(kept: Kept): Promise<number | undefined> {
    const days = (await this.due(kept)).map((owners) => owners.days);
    return days.length ? Math.min(...days) : undefined;
  }
}
