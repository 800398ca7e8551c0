/**
 * Lets a turn begin only where its budgets allow it. What it may come to is held in the transaction that accepts it and
 * given back in the one that saves what it did come to, so the sum is right whatever dies when. Knows no turns, only ids.
 */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { UsageConfig } from '../../config/usage.config.js';
import { AccountLimits } from '../../http/limits/account-limits.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { type Budget, budgetsOf, type Demand, shown, usedSql } from './budget.js';

/** What a turn is held to before it is known. */
export interface ExpectedUse {
  model: string;
  promptTokens: number;
  completionTokens: number;
}

export interface BudgetUse {
  name: string;
  scope: 'account' | 'server';
  limit: number;
  used: number;
  /** By turns that are running. */
  reserved: number;
  resetAt: string;
}

/** The writes that hold a turn's share; the last changes one row, or the budget is exhausted. */
export interface BudgetHold {
  statements: Statement[];
  /** Why it was not given. */
  refusal(): Promise<AppError>;
}

@Injectable()
export class Budgets {
  constructor(
    private readonly database: Database,
    private readonly limits: AccountLimits,
    private readonly config: UsageConfig,
    private readonly clock: Clock,
  ) {}

  /** Undefined where neither account nor server has a budget: then nothing is written. Belongs after the turn's own row. */
  hold(userId: string, turnId: string, expected: ExpectedUse): BudgetHold | undefined {
    const budgets = this.of(userId);
    if (budgets.length === 0) return undefined;
    const { model, promptTokens, completionTokens } = expected;
    const cost = this.config.costMicros(model, promptTokens, completionTokens);
    const demand = { tokens: promptTokens + completionTokens, cost, turns: 1 };
    return {
      statements: [...locks(userId, budgets), reserve(userId, turnId, demand, budgets, this.clock.iso())],
      refusal: () => this.refusal(budgets, demand),
    };
  }

  async use(userId: string): Promise<BudgetUse[]> {
    return Promise.all(this.of(userId).map((budget) => this.useOf(budget)));
  }

  private of(userId: string): Budget[] {
    const now = this.clock.now();
    return [...budgetsOf(this.limits.of(userId), now, userId), ...budgetsOf(this.config.budgets, now)];
  }

  private async useOf(budget: Budget): Promise<BudgetUse> {
    const { name, kind, limit, userId, resetAt } = budget;
    const { used, held, params } = usedSql(budget);
    const sql = `SELECT ${used} AS used, ${held} AS held`;
    const [row] = await this.database.rows<{ used: number | string; held: number | string }>(sql, params);
    const amounts = { used: shown(kind, Number(row!.used)), reserved: shown(kind, Number(row!.held)) };
    return { name, scope: userId === undefined ? 'server' : 'account', limit: shown(kind, limit), ...amounts, resetAt };
  }

  private async refusal(budgets: Budget[], demand: Demand): Promise<AppError> {
    for (const budget of budgets) {
      const { used, reserved, limit } = await this.useOf(budget);
      if (used + reserved + shown(budget.kind, demand[budget.kind]) <= limit) continue;
      const seconds = Math.max(1, Math.ceil((Date.parse(budget.resetAt) - this.clock.now()) / 1000));
      const extra = { budget: budget.name, reset_at: budget.resetAt };
      return new AppError('budget_exhausted', undefined, { retryAfter: seconds, extra });
    }
    // A running turn gave its share back meanwhile.
    return new AppError('budget_exhausted', undefined, { retryAfter: 1 });
  }
}

/** Gives back what a turn held; what it came to is in the usage row of the same transaction. */
export function releaseBudget(userId: string, turnId: string): Statement {
  return { sql: 'DELETE FROM budget_reservations WHERE user_id = ? AND turn_id = ?', params: [userId, turnId] };
}

/** One after the other: a sum alone does not see what others are about to hold (PostgreSQL). Always in this order. */
function locks(userId: string, budgets: readonly Budget[]): Statement[] {
  const statements: Statement[] = [];
  if (budgets.some((budget) => budget.userId !== undefined))
    statements.push({ sql: 'UPDATE users SET updated_at = updated_at WHERE id = ?', params: [userId] });
  if (budgets.some((budget) => budget.userId === undefined)) {
    const sql = `INSERT INTO budget_guard (id, held) VALUES (1, 1)
      ON CONFLICT (id) DO UPDATE SET held = 1 - budget_guard.held`;
    statements.push({ sql, params: [] });
  }
  return statements;
}

function reserve(userId: string, turnId: string, demand: Demand, budgets: readonly Budget[], now: string): Statement {
  const conditions = budgets.map((budget) => {
    const { used, held, params } = usedSql(budget);
    return {
      sql: `${used} + ${held} + CAST(? AS bigint) <= CAST(? AS bigint)`,
      params: [...params, demand[budget.kind], budget.limit],
    };
  });
  return {
    sql: `INSERT INTO budget_reservations (user_id, turn_id, tokens, cost_micros, created_at)
      SELECT user_id, id, CAST(? AS bigint), CAST(? AS bigint), CAST(? AS varchar) FROM turns
      WHERE user_id = ? AND id = ? AND ${conditions.map(({ sql }) => sql).join(' AND ')}`,
    params: [demand.tokens, demand.cost, now, userId, turnId, ...conditions.flatMap(({ params }) => params)],
    expect: 1,
  };
}
