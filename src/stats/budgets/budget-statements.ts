/** The writes that hold a turn's share of its budgets. Pure. */
import type { Statement } from '../../platform/database/statement.js';
import { type Budget, type Demand, type Subject, usedSql } from './budget.js';

/** Whose share it is. */
export interface Held {
  userId: string;
  turnId: string;
  keyId?: string;
  agentId?: string;
}

/** Rows of budget_guard that keys and agents share; two of one row only wait for each other without need. */
const GUARDS = 1000;
const SERVER_GUARD = 1;

/** One after the other: a sum alone does not see what others are about to hold (PostgreSQL). Always in this order. */
export function locks(budgets: readonly Budget[]): Statement[] {
  const statements: Statement[] = [];
  const account = budgets.find(({ subject }) => subject.scope === 'account')?.subject;
  if (account?.scope === 'account')
    statements.push({ sql: 'UPDATE users SET updated_at = updated_at WHERE id = ?', params: [account.userId] });
  const guards = new Set(budgets.map(({ subject }) => guardOf(subject)).filter((id) => id !== undefined));
  for (const id of [...guards].sort((a, b) => a - b)) {
    const sql = `INSERT INTO budget_guard (id, held) VALUES (?, 1)
      ON CONFLICT (id) DO UPDATE SET held = 1 - budget_guard.held`;
    statements.push({ sql, params: [id] });
  }
  return statements;
}

/** The account has a row of its own to hold. */
function guardOf(subject: Subject): number | undefined {
  if (subject.scope === 'account') return undefined;
  if (subject.scope === 'server') return SERVER_GUARD;
  // The last digits of a UUIDv7 are random.
  return SERVER_GUARD + 1 + (Number.parseInt(subject.id.slice(-8), 16) % GUARDS);
}

/** Changes one row, or a budget is exhausted. */
export function reserve(held: Held, demand: Demand, budgets: readonly Budget[], now: string): Statement {
  const conditions = budgets.map((budget) => {
    const { used, held: reserved, params } = usedSql(budget);
    return {
      sql: `${used} + ${reserved} + CAST(? AS bigint) <= CAST(? AS bigint)`,
      params: [...params, demand[budget.kind], budget.limit],
    };
  });
  const { userId, turnId, keyId = null, agentId = null } = held;
  return {
    sql: `INSERT INTO budget_reservations (user_id, turn_id, tokens, cost_micros, created_at, key_id, agent_id)
      SELECT user_id, id, CAST(? AS bigint), CAST(? AS bigint), CAST(? AS varchar), ?, ? FROM turns
      WHERE user_id = ? AND id = ? AND ${conditions.map(({ sql }) => sql).join(' AND ')}`,
    params: [
      ...[demand.tokens, demand.cost, now, keyId, agentId, userId, turnId],
      ...conditions.flatMap(({ params }) => params),
    ],
    expect: 1,
  };
}
