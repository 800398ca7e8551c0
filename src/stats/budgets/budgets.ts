/**
 * Lets a turn begin only where its budgets allow it. What it may come to is held in the transaction that accepts it and
 * given back in the one that saves what it did come to, so the sum is right whatever dies when. Knows no turns, only ids.
 */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { UsageConfig } from '../../config/usage.config.js';
import { AccountLimits, type Limits } from '../../http/limits/account-limits.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { type Budget, budgetsOf, type Demand, shown, type Subject, usedSql } from './budget.js';
import { type Held, locks, reserve } from './budget-statements.js';

/** What a turn is held to before it is known. */
export interface ExpectedUse {
  model: string;
  promptTokens: number;
  completionTokens: number;
}

/** Whoever begins to answer; `limits` as in `BudgetLimitsDto`. */
export interface BudgetedAgent {
  id: string;
  limits?: Limits | null;
}

/** Of a turn, what budgets ask about. */
export interface BudgetedTurn {
  userId: string;
  turnId: string;
  keyId?: string;
  agent?: BudgetedAgent;
}

export interface BudgetUse {
  name: string;
  scope: Subject['scope'];
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
  hold(turn: BudgetedTurn, expected: ExpectedUse): BudgetHold | undefined {
    const budgets = this.of(turn);
    if (budgets.length === 0) return undefined;
    const { model, promptTokens, completionTokens } = expected;
    const cost = this.config.costMicros([model], promptTokens, completionTokens);
    const demand = { tokens: promptTokens + completionTokens, cost, turns: 1 };
    return {
      statements: [...locks(budgets), reserve(held(turn), demand, budgets, this.clock.iso())],
      refusal: () => this.refusal(budgets, demand),
    };
  }

  /**
   * Whether a model may be asked for the user beside turns: no budget of tokens or money is used up. Nothing is held, so
   * the last such call may go beyond by what it costs. Jobs ask, so the limits of the account are read.
   */
  async haveRoom(userId: string): Promise<boolean> {
    const own = await this.limits.current(userId);
    const budgets = this.of({ userId }, own).filter(({ kind }) => kind !== 'turns');
    const uses = await Promise.all(budgets.map((budget) => this.useOf(budget)));
    return uses.every(({ used, reserved, limit }) => used + reserved < limit);
  }

  /** Those of the account, of the key it came with, and of the server. */
  async use(userId: string, keyId?: string): Promise<BudgetUse[]> {
    return Promise.all(this.of({ userId, keyId }).map((budget) => this.useOf(budget)));
  }

  /** Those of one agent. */
  async useOfAgent({ id, limits }: BudgetedAgent): Promise<BudgetUse[]> {
    const budgets = budgetsOf({ scope: 'agent', id }, limits, this.clock.now());
    return Promise.all(budgets.map((budget) => this.useOf(budget)));
  }

  /** `own`: the limits of the account; without them as its last request here found them. */
  private of({ userId, keyId, agent }: Omit<BudgetedTurn, 'turnId'>, own?: Limits | null): Budget[] {
    const now = this.clock.now();
    const ofAccount = own === undefined ? this.limits.of(userId) : own;
    return [
      ...budgetsOf({ scope: 'account', userId }, ofAccount, now),
      ...(keyId === undefined ? [] : budgetsOf({ scope: 'key', userId, id: keyId }, this.limits.of(keyId), now)),
      ...(agent ? budgetsOf({ scope: 'agent', id: agent.id }, agent.limits, now) : []),
      ...budgetsOf({ scope: 'server' }, this.config.budgets, now),
    ];
  }

  private async useOf(budget: Budget): Promise<BudgetUse> {
    const { name, kind, limit, subject, resetAt } = budget;
    const { used, held, params } = usedSql(budget);
    const sql = `SELECT ${used} AS used, ${held} AS held`;
    const [row] = await this.database.rows<{ used: number | string; held: number | string }>(sql, params);
    const amounts = { used: shown(kind, Number(row!.used)), reserved: shown(kind, Number(row!.held)) };
    return { name, scope: subject.scope, limit: shown(kind, limit), ...amounts, resetAt };
  }

  private async refusal(budgets: Budget[], demand: Demand): Promise<AppError> {
    for (const budget of budgets) {
      const { used, reserved, limit } = await this.useOf(budget);
      if (used + reserved + shown(budget.kind, demand[budget.kind]) <= limit) continue;
      const seconds = Math.max(1, Math.ceil((Date.parse(budget.resetAt) - this.clock.now()) / 1000));
      const extra = { budget: budget.name, scope: budget.subject.scope, reset_at: budget.resetAt };
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

function held({ userId, turnId, keyId, agent }: BudgetedTurn): Held {
  return { userId, turnId, keyId, agentId: agent?.id };
}
