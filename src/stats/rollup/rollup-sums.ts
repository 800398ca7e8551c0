/** Sums usage rows of one owner by span, model and agent. Pure. */
import { type Grain, GRAINS, spanStart } from './grains.js';
import { addDuration, type Histogram } from './histogram.js';

/** A usage row as it is read; PostgreSQL gives big integers as text. */
export interface RawUsage {
  user_id: string;
  id: string;
  model: string | null;
  agent: string | null;
  prompt_tokens: number;
  completion_tokens: number;
  cost_micros: number | string;
  first_token_ms: number | null;
  total_ms: number;
  outcome: string;
  code: string | null;
  key_id: string | null;
  agent_id: string | null;
  created_at: string;
}

/** What was added up for one span, model and agent. */
export interface Sums {
  grain: Grain;
  t: string;
  model: string;
  agent: string;
  turns: number;
  errors: number;
  failures: number;
  promptTokens: number;
  completionTokens: number;
  costMicros: number;
  totalMs: Histogram;
  firstTokenMs: Histogram;
}

/** All sums of one grain, and the first and last span they touch. */
export interface TouchedSpans {
  grain: Grain;
  first: string;
  last: string;
  sums: Sums[];
}

export class RollupSums {
  private readonly sums = new Map<string, Sums>();

  constructor(rows: readonly RawUsage[]) {
    for (const row of rows) for (const grain of Object.keys(GRAINS) as Grain[]) this.add(grain, row);
  }

  spans(): TouchedSpans[] {
    return (Object.keys(GRAINS) as Grain[]).map((grain) => {
      const sums = [...this.sums.values()].filter((sum) => sum.grain === grain);
      const times = sums.map(({ t }) => t).sort();
      return { grain, sums, first: times[0]!, last: times.at(-1)! };
    });
  }

  private add(grain: Grain, row: RawUsage): void {
    const t = spanStart(grain, Date.parse(row.created_at));
    const sum = this.of(grain, t, row.model ?? '', row.agent ?? '');
    sum.turns += 1;
    sum.errors += Number(row.code !== null);
    sum.failures += Number(row.outcome === 'failed');
    sum.promptTokens += row.prompt_tokens;
    sum.completionTokens += row.completion_tokens;
    sum.costMicros += Number(row.cost_micros);
    addDuration(sum.totalMs, row.total_ms);
    if (row.first_token_ms !== null) addDuration(sum.firstTokenMs, row.first_token_ms);
  }

  private of(grain: Grain, t: string, model: string, agent: string): Sums {
    const key = JSON.stringify([grain, t, model, agent]);
    let sum = this.sums.get(key);
    if (!sum) {
      const nothing = { turns: 0, errors: 0, failures: 0, promptTokens: 0, completionTokens: 0, costMicros: 0 };
      sum = { grain, t, model, agent, ...nothing, totalMs: new Map(), firstTokenMs: new Map() };
      this.sums.set(key, sum);
    }
    return sum;
  }
}
