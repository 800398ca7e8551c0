/** The writes of the roll-up. Pure. */
import type { Database } from '../../platform/database/database.js';
import type { SqlValue, Statement } from '../../platform/database/statement.js';
import { addHistogram, type Histogram, histogramText } from './histogram.js';
import type { RawUsage, Sums } from './rollup-sums.js';

/** A row of usage_rollups as it is read. */
export interface StoredSums {
  grain: string;
  t: string;
  model: string;
  agent: string;
  turns: number;
  errors: number;
  failures: number;
  prompt_tokens: number | string;
  completion_tokens: number | string;
  cost_micros: number | string;
  total_ms: string;
  first_token_ms: string;
}

/** Ids in one parameter: one prepared statement whatever their number. */
const IDS = {
  sqlite: 'SELECT value FROM json_each(?)',
  postgres: 'SELECT value::uuid FROM json_array_elements_text(?::json)',
};

/** Rolls the transaction back where one of the rows is in the sums already. */
export function markRolled(dialect: Database['dialect'], userId: string, rows: readonly RawUsage[]): Statement {
  return {
    sql: `UPDATE usage_records SET rolled = 1 WHERE user_id = ? AND rolled = 0 AND id IN (${IDS[dialect]})`,
    params: [userId, JSON.stringify(rows.map(({ id }) => id))],
    expect: rows.length,
  };
}

/** Fails with a unique violation where somebody else began this span first. */
export function insertSums(userId: string, sums: Sums): Statement {
  return {
    sql: `INSERT INTO usage_rollups (turns, errors, failures, prompt_tokens, completion_tokens, cost_micros, total_ms,
      first_token_ms, user_id, grain, t, model, agent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    params: [...valuesOf(sums), userId, sums.grain, sums.t, sums.model, sums.agent],
  };
}

/** The number of turns only grows, so it tells whether the row is still the one that was read. */
export function updateSums(userId: string, before: StoredSums, added: Sums): Statement {
  const values = valuesOf({
    turns: before.turns + added.turns,
    errors: before.errors + added.errors,
    failures: before.failures + added.failures,
    promptTokens: Number(before.prompt_tokens) + added.promptTokens,
    completionTokens: Number(before.completion_tokens) + added.completionTokens,
    costMicros: Number(before.cost_micros) + added.costMicros,
    totalMs: merged(added.totalMs, before.total_ms),
    firstTokenMs: merged(added.firstTokenMs, before.first_token_ms),
  });
  return {
    sql: `UPDATE usage_rollups SET turns = ?, errors = ?, failures = ?, prompt_tokens = ?, completion_tokens = ?,
      cost_micros = ?, total_ms = ?, first_token_ms = ?
      WHERE user_id = ? AND grain = ? AND t = ? AND model = ? AND agent = ? AND turns = ?`,
    params: [...values, userId, before.grain, before.t, before.model, before.agent, before.turns],
    expect: 1,
  };
}

function valuesOf(sums: Omit<Sums, 'grain' | 't' | 'model' | 'agent'>): SqlValue[] {
  const { turns, errors, failures, promptTokens, completionTokens, costMicros, totalMs, firstTokenMs } = sums;
  const counts = [turns, errors, failures, promptTokens, completionTokens, costMicros];
  return [...counts, histogramText(totalMs), histogramText(firstTokenMs)];
}

function merged(histogram: Histogram, text: string): Histogram {
  const sum = new Map(histogram);
  addHistogram(sum, text);
  return sum;
}
