/** Adds usage rows to the days of the API keys and agents they belong to. Pure. */
import type { Statement } from '../../platform/database/statement.js';
import { spanStart } from './grains.js';
import type { RawUsage } from './rollup-sums.js';

interface Day {
  subjectId: string;
  t: string;
  turns: number;
  tokens: number;
  costMicros: number;
}

/** In the order of the key: two servers that add at once must not wait for each other. */
export function addBudgetDays(rows: readonly RawUsage[]): Statement[] {
  const days = new Map<string, Day>();
  for (const row of rows) {
    const t = spanStart('day', Date.parse(row.created_at));
    for (const subjectId of [row.key_id, row.agent_id]) {
      if (subjectId === null) continue;
      const day = days.get(`${subjectId} ${t}`) ?? { subjectId, t, turns: 0, tokens: 0, costMicros: 0 };
      day.turns += Number(row.outcome !== 'failed');
      day.tokens += row.prompt_tokens + row.completion_tokens;
      day.costMicros += Number(row.cost_micros);
      days.set(`${subjectId} ${t}`, day);
    }
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, day]) => addDay(day));
}

function addDay({ subjectId, t, turns, tokens, costMicros }: Day): Statement {
  return {
    sql: `INSERT INTO budget_days (subject_id, t, turns, tokens, cost_micros) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (subject_id, t) DO UPDATE SET turns = budget_days.turns + excluded.turns,
        tokens = budget_days.tokens + excluded.tokens, cost_micros = budget_days.cost_micros + excluded.cost_micros`,
    params: [subjectId, t, turns, tokens, costMicros],
  };
}
