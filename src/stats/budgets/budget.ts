/** Which budgets there are, when they begin anew, and the SQL that tells how much of one is used. Pure. */
import type { Limits } from '../../http/limits/account-limits.js';
import type { SqlValue } from '../../platform/database/statement.js';

const KINDS = {
  tokens: { sums: 'prompt_tokens + completion_tokens', rows: 'prompt_tokens + completion_tokens', held: 'tokens' },
  cost: { sums: 'cost_micros', rows: 'cost_micros', held: 'cost_micros' },
  // A turn that came to nothing is given back.
  turns: { sums: 'turns - failures', rows: `CASE WHEN outcome = 'failed' THEN 0 ELSE 1 END`, held: '1' },
} as const;

type Kind = keyof typeof KINDS;
type Period = 'day' | 'month';

const MICROS = 1_000_000;

export interface Budget {
  /** As it is called in limits: `tokens_per_day`. */
  name: string;
  kind: Kind;
  /** Tokens, turns, or millionths of the price table's currency. */
  limit: number;
  /** Undefined: of all accounts together. */
  userId?: string;
  /** ISO-8601, UTC. */
  since: string;
  resetAt: string;
}

/** What a turn may come to. */
export type Demand = Record<Kind, number>;

/** The budgets that limits name, in the order of their names. */
export function budgetsOf(limits: Limits | undefined, now: number, userId?: string): Budget[] {
  if (!limits) return [];
  return (Object.keys(KINDS) as Kind[]).flatMap((kind) =>
    (['day', 'month'] as const).flatMap((period) => {
      const name = `${kind}_per_${period}`;
      const given = limits[name];
      if (given === undefined) return [];
      const limit = kind === 'cost' ? Math.round(given * MICROS) : given;
      return [{ name, kind, limit, userId, ...spanOf(period, now) }];
    }),
  );
}

function spanOf(period: Period, now: number): { since: string; resetAt: string } {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const isDay = period === 'day';
  const since = Date.UTC(year, month, isDay ? day : 1);
  const reset = isDay ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1);
  return { since: new Date(since).toISOString(), resetAt: new Date(reset).toISOString() };
}

/** An expression: what is used, by roll-ups and rows that are in none yet, and what running turns hold. */
export function usedSql({ kind, userId, since }: Budget): { used: string; held: string; params: SqlValue[] } {
  const { sums, rows, held } = KINDS[kind];
  const own = userId === undefined ? '' : 'user_id = ? AND ';
  const owner = userId === undefined ? [] : [userId];
  const used = `COALESCE((SELECT sum(${sums}) FROM usage_rollups WHERE ${own}grain = 'day' AND t >= ?), 0)
    + COALESCE((SELECT sum(${rows}) FROM usage_records WHERE ${own}rolled = 0 AND created_at >= ?), 0)`;
  const reserved = `COALESCE((SELECT sum(${held}) FROM budget_reservations ${userId === undefined ? '' : 'WHERE user_id = ?'}), 0)`;
  return { used, held: reserved, params: [...owner, since, ...owner, since, ...owner] };
}

/** In the unit clients see. */
export function shown(kind: Kind, amount: number): number {
  return kind === 'cost' ? amount / MICROS : amount;
}
