/**
 * Adds new usage rows to the sums by minute, quarter, hour and day. A row is marked in the transaction that adds it, so
 * it is counted once whatever dies when, and rows that were committed late are not missed. Must know nothing of routes.
 */
import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '../../platform/database/constraint-errors.js';
import { Database } from '../../platform/database/database.js';
import { type Statement, UnexpectedChanges } from '../../platform/database/statement.js';
import type { Round } from '../../platform/leader/term.js';
import { addBudgetDays } from './budget-days.js';
import { type RawUsage, RollupSums } from './rollup-sums.js';
import { insertSums, markRolled, type StoredSums, updateSums } from './rollup-statements.js';

/** Rows a transaction: bounds how long it holds other writers (SQLite). */
const BATCH = 500;

const TAIL = `SELECT user_id, id, model, agent, prompt_tokens, completion_tokens, cost_micros, first_token_ms, total_ms,
  outcome, code, key_id, agent_id, created_at FROM usage_records WHERE rolled = 0 ORDER BY user_id, created_at LIMIT ${BATCH}`;

const STORED = `SELECT grain, t, model, agent, turns, errors, failures, prompt_tokens, completion_tokens, cost_micros,
  total_ms, first_token_ms FROM usage_rollups WHERE user_id = ? AND grain = ? AND t >= ? AND t <= ?`;

@Injectable()
export class RollUp {
  constructor(private readonly database: Database) {}

  /** Goes on until every row is in the sums; gives the number of rows added. */
  async run(round: Round): Promise<number> {
    let added = 0;
    while (!round.signal.aborted) {
      const rows = await this.database.rows<RawUsage>(TAIL);
      if (rows.length === 0 || !(await this.add(round, rows))) break;
      added += rows.length;
      if (rows.length < BATCH) break;
      await new Promise((resume) => setImmediate(resume));
    }
    return added;
  }

  /** False where another server was faster with one of the rows or sums: then nothing was changed. */
  private async add(round: Round, rows: readonly RawUsage[]): Promise<boolean> {
    const statements: Statement[] = [];
    for (const [userId, own] of byUser(rows)) {
      const sums = new RollupSums(own);
      statements.push(markRolled(this.database.dialect, userId, own));
      for (const span of sums.spans()) {
        const stored = await this.database.rows<StoredSums>(STORED, [userId, span.grain, span.first, span.last]);
        const known = new Map(stored.map((row) => [keyOf(row), row]));
        for (const sum of span.sums) {
          const before = known.get(keyOf(sum));
          statements.push(before ? updateSums(userId, before, sum) : insertSums(userId, sum));
        }
      }
    }
    statements.push(...addBudgetDays(rows));
    try {
      await round.batch(statements);
      return true;
    } catch (error) {
      if (error instanceof UnexpectedChanges || isUniqueViolation(error)) return false;
      throw error;
    }
  }
}

const keyOf = ({ t, model, agent }: { t: string; model: string; agent: string }) => JSON.stringify([t, model, agent]);

function byUser(rows: readonly RawUsage[]): Map<string, RawUsage[]> {
  const users = new Map<string, RawUsage[]>();
  for (const row of rows) {
    const own = users.get(row.user_id);
    if (own) own.push(row);
    else users.set(row.user_id, [row]);
  }
  return users;
}
