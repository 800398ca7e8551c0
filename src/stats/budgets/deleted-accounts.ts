/** What deleted accounts have used stays in the budgets of the server and of shared agents: as sums of days, of nobody by name. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountRemoval } from '../../auth/accounts/account-removal.js';
import type { SqlValue, Statement } from '../../platform/database/statement.js';
import { BESIDE_TURNS, DELETED_ACCOUNTS } from './budget.js';

@Injectable()
export class DeletedAccounts implements OnModuleInit {
  constructor(private readonly removal: AccountRemoval) {}

  onModuleInit(): void {
    this.removal.alongWith((userId) => [holdRows(userId), keepUse(userId), keepUseOfAgents(userId)]);
  }
}

const DAY = `substr(created_at, 1, 10) || 'T00:00:00.000Z'`;
const TURNS = `CASE WHEN outcome = 'failed' THEN 0 ELSE 1 END`;
const TOKENS = 'prompt_tokens + completion_tokens';

/** A roll-up that is about to add them comes before this or not at all. */
function holdRows(userId: string): Statement {
  return { sql: 'UPDATE usage_records SET rolled = rolled WHERE user_id = ? AND rolled = 0', params: [userId] };
}

/** All that a budget of the server counts of an account: sums, rows that are in none yet, and calls beside turns. */
function keepUse(userId: string): Statement {
  const sums = `SELECT t, turns - failures AS turns, ${TOKENS} AS tokens, cost_micros
    FROM usage_rollups WHERE user_id = ? AND grain = 'day'`;
  const rows = `SELECT ${DAY}, ${TURNS}, ${TOKENS}, cost_micros FROM usage_records WHERE user_id = ? AND rolled = 0`;
  const calls = `SELECT t, 0, ${TOKENS}, cost_micros
    FROM call_rollups WHERE user_id = ? AND grain = 'day' AND purpose IN (${BESIDE_TURNS})`;
  const used = `SELECT ?, t, sum(turns), sum(tokens), sum(cost_micros)
    FROM (${sums} UNION ALL ${rows} UNION ALL ${calls}) AS used GROUP BY t`;
  return addDays(used, [DELETED_ACCOUNTS, userId, userId, userId]);
}

/** Their days have all but the newest rows already. */
function keepUseOfAgents(userId: string): Statement {
  const used = `SELECT agent_id, ${DAY}, sum(${TURNS}), sum(${TOKENS}), sum(cost_micros) FROM usage_records
    WHERE user_id = ? AND rolled = 0 AND agent_id IS NOT NULL GROUP BY agent_id, ${DAY} ORDER BY 1, 2`;
  return addDays(used, [userId]);
}

function addDays(used: string, params: SqlValue[]): Statement {
  return {
    sql: `INSERT INTO budget_days (subject_id, t, turns, tokens, cost_micros) ${used}
      ON CONFLICT (subject_id, t) DO UPDATE SET turns = budget_days.turns + excluded.turns,
        tokens = budget_days.tokens + excluded.tokens, cost_micros = budget_days.cost_micros + excluded.cost_micros`,
    params,
  };
}
