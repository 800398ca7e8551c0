/** Which budgets there are, when they begin anew, and the SQL that tells how much of one is used. Pure. */
import { NIL_ID } from '../../common/ids.js';
import type { Limits } from '../../http/limits/account-limits.js';
import type { SqlValue } from '../../platform/database/statement.js';
import { BACKGROUND_PURPOSES } from '../calls/background-purposes.js';

const KINDS = {
  tokens: {
    sums: 'prompt_tokens + completion_tokens',
    rows: 'prompt_tokens + completion_tokens',
    held: 'tokens',
    days: 'tokens',
  },
  cost: { sums: 'cost_micros', rows: 'cost_micros', held: 'cost_micros', days: 'cost_micros' },
  // A turn that came to nothing is given back.
  turns: {
    sums: 'turns - failures',
    rows: `CASE WHEN outcome = 'failed' THEN 0 ELSE 1 END`,
    held: '1',
    days: 'turns',
  },
} as const;

type Kind = keyof typeof KINDS;
type Period = 'day' | 'month';

const MICROS = 1_000_000;

/** Calls of a model beside turns; those within are in the rows of their turns. */
export const BESIDE_TURNS = BACKGROUND_PURPOSES.map((purpose) => `'${purpose}'`).join(', ');

/** As whose days the use of all deleted accounts is kept. */
export const DELETED_ACCOUNTS = NIL_ID;

/** Whose turns a budget counts; `server`: those of all accounts together. */
export type Subject =
  | { scope: 'account'; userId: string }
  | { scope: 'key'; userId: string; id: string }
  | { scope: 'agent'; id: string }
  | { scope: 'server' };

export interface Budget {
  /** As it is called in limits: `tokens_per_day`. */
  name: string;
  kind: Kind;
  /** Tokens, turns, or millionths of the price table's currency. */
  limit: number;
  subject: Subject;
  /** ISO-8601, UTC. */
  since: string;
  resetAt: string;
}

/** What a turn may come to. */
export type Demand = Record<Kind, number>;

/** The budgets that limits name, in the order of their names. */
export function budgetsOf(subject: Subject, limits: Limits | null | undefined, now: number): Budget[] {
  if (!limits) return [];
  return (Object.keys(KINDS) as Kind[]).flatMap((kind) =>
    (['day', 'month'] as const).flatMap((period) => {
      const name = `${kind}_per_${period}`;
      const given = limits[name];
      if (given === undefined) return [];
      const limit = kind === 'cost' ? Math.round(given * MICROS) : given;
      return [{ name, kind, limit, subject, ...spanOf(period, now) }];
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

/**
 * An expression: what is used, by roll-ups and rows that are in none yet and calls beside turns, and what running turns
 * hold. Those calls are nobody's turns, and no key or agent asked for them. The server's own has what deleted accounts used.
 */
export function usedSql({ kind, subject, since }: Budget): { used: string; held: string; params: SqlValue[] } {
  const { sums, rows, held, days } = KINDS[kind];
  const { own, ids } = conditionOf(subject);
  const isById = subject.scope === 'key' || subject.scope === 'agent';
  const summed = isById
    ? { sql: ofDays(days), ids: [subject.id] }
    : { sql: `SELECT sum(${sums}) FROM usage_rollups WHERE ${own} AND grain = 'day' AND t >= ?`, ids };
  const tail = `SELECT sum(${rows}) FROM usage_records WHERE ${own} AND rolled = 0 AND created_at >= ?`;
  const beside = isById || kind === 'turns' ? undefined : besideTurns(sums, own);
  const parts = [
    { sql: summed.sql, params: [...summed.ids, since] },
    { sql: tail, params: [...ids, since] },
    ...(beside ? [{ sql: beside, params: [...ids, since] }] : []),
    ...(subject.scope === 'server' ? [{ sql: ofDays(days), params: [DELETED_ACCOUNTS, since] }] : []),
  ];
  return {
    used: parts.map(({ sql }) => `COALESCE((${sql}), 0)`).join(' + '),
    held: `COALESCE((SELECT sum(${held}) FROM budget_reservations WHERE ${own}), 0)`,
    params: [...parts.flatMap(({ params }) => params), ...ids],
  };
}

const ofDays = (days: string): string => `SELECT sum(${days}) FROM budget_days WHERE subject_id = ? AND t >= ?`;

const besideTurns = (sums: string, own: string): string =>
  `SELECT sum(${sums}) FROM call_rollups WHERE ${own} AND grain = 'day' AND t >= ? AND purpose IN (${BESIDE_TURNS})`;

function conditionOf(subject: Subject): { own: string; ids: string[] } {
  if (subject.scope === 'account') return { own: 'user_id = ?', ids: [subject.userId] };
  if (subject.scope === 'key') return { own: 'user_id = ? AND key_id = ?', ids: [subject.userId, subject.id] };
  if (subject.scope === 'agent') return { own: 'agent_id = ?', ids: [subject.id] };
  return { own: '1 = 1', ids: [] };
}

/** In the unit clients see. */
export function shown(kind: Kind, amount: number): number {
  return kind === 'cost' ? amount / MICROS : amount;
}
