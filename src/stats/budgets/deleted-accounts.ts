/** What deleted accounts have used stays in the budgets of the whole server: as sums of days, of nobody by name. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountRemoval } from '../../auth/accounts/account-removal.js';
import type { Statement } from '../../platform/database/statement.js';
import { BESIDE_TURNS, DELETED_ACCOUNTS } from './budget.js';

@Injectable()
export class DeletedAccounts implements OnModuleInit {
  constructor(private readonly removal: AccountRemoval) {}

  onModuleInit(): void {
    this.removal.alongWith((userId) => [keepUse(userId)]);
  }
}

/** All that a budget of the server counts of an account: sums, rows that are in none yet, and calls beside turns. */
function keepUse(userId: string): Statement {
  const sums = `SELECT t, turns - failures AS turns, prompt_tokens + completion_tokens AS tokens, cost_micros
    FROM usage_rollups WHERE user_id = ? AND grain = 'day'`;
  const rows = `SELECT substr(created_at, 1, 10) || 'T00:00:00.000Z', CASE WHEN outcome = 'failed' THEN 0 ELSE 1 END,
    prompt_tokens + completion_tokens, cost_micros FROM usage_records WHERE user_id = ? AND rolled = 0`;
  const calls = `SELECT t, 0, prompt_tokens + completion_tokens, cost_micros
    FROM call_rollups WHERE user_id = ? AND grain = 'day' AND purpose IN (${BESIDE_TURNS})`;
  return {
    sql: `INSERT INTO budget_days (subject_id, t, turns, tokens, cost_micros)
      SELECT ?, t, sum(turns), sum(tokens), sum(cost_micros) FROM (${sums} UNION ALL ${rows} UNION ALL ${calls}) AS used GROUP BY t
      ON CONFLICT (subject_id, t) DO UPDATE SET turns = budget_days.turns + excluded.turns,
        tokens = budget_days.tokens + excluded.tokens, cost_micros = budget_days.cost_micros + excluded.cost_micros`,
    params: [DELETED_ACCOUNTS, userId, userId, userId],
  };
}
