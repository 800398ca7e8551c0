/**
 * Reads usage of a range: sums where there are sums, rows where a minute is cut or a row is not summed up yet. One
 * statement, so that a row which is being summed up at this moment is seen once. Knows nothing of buckets or answers.
 */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { SqlValue } from '../platform/database/statement.js';
import { coverBuckets, GRAINS, type Piece } from './rollup/grains.js';
import { RawRetention } from './rollup/raw-retention.js';
import type { Scope } from './scope.js';

/** Sums of a span, or one row. */
export interface UsageCell {
  /** Milliseconds since the epoch; the span lies within one bucket of the asker. */
  time: number;
  group: string;
  turns: number;
  errors: number;
  promptTokens: number;
  completionTokens: number;
  costMicros: number;
  /** Text of a histogram, or one duration; empty unless asked for. */
  totalMs: string;
  firstTokenMs: string;
  isRow: boolean;
}

export interface UsageQuestion {
  scope: Scope;
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
  /** Where the asker's buckets end; undefined: it is one bucket. */
  edges?: number[];
  groupBy?: 'model' | 'agent';
  withDurations: boolean;
}

interface CellRow {
  kind: string;
  t: string;
  g: string;
  turns: number;
  errors: number;
  prompt: number | string;
  completion: number | string;
  cost: number | string;
  total: string;
  first: string | null;
}

@Injectable()
export class UsageReader {
  constructor(
    private readonly database: Database,
    private readonly retention: RawRetention,
  ) {}

  async read(question: UsageQuestion): Promise<UsageCell[]> {
    if (question.from >= question.to) return [];
    const { sql, params } = await this.union(question);
    return (await this.database.rows<CellRow>(sql, params)).map(toCell);
  }

  /** How many groups `read` would find; none is counted beyond `most`. */
  async countGroups(question: UsageQuestion, most: number): Promise<number> {
    if (question.from >= question.to) return 0;
    const { sql, params } = await this.union({ ...question, withDurations: false });
    const [row] = await this.database.rows<{ n: number | string }>(
      `SELECT count(*) AS n FROM (SELECT DISTINCT g FROM (${sql}) AS cells LIMIT ${most}) AS names`,
      params,
    );
    return Number(row!.n);
  }

  private async union(question: UsageQuestion): Promise<Part> {
    const { scope, from, to } = question;
    const parts = (await this.pieces(question)).map((piece) => partOf(question, piece));
    // What is not in the sums yet, wherever it lies.
    parts.push(rowsOf(question, 'rolled = 0', from, to));
    const sql = parts.map((part) => part.sql).join('\nUNION ALL\n');
    const params = parts.flatMap((part) => [...scope.params, ...part.params]);
    return { sql, params };
  }

  /** Where rows may be gone, a cut minute is taken whole. */
  private async pieces({ from, to, edges }: UsageQuestion): Promise<Piece[]> {
    const horizon = await this.retention.horizon();
    const gone = horizon === undefined ? -Infinity : Date.parse(horizon);
    const wholeFrom = from < gone ? Math.floor(from / GRAINS.minute) * GRAINS.minute : from;
    const wholeTo = to < gone ? Math.ceil(to / GRAINS.minute) * GRAINS.minute : to;
    return coverBuckets(wholeFrom, wholeTo, edges);
  }
}

interface Part {
  sql: string;
  /** Of one part: after those of the scope. */
  params: SqlValue[];
}

function partOf(question: UsageQuestion, { grain, from, to }: Piece): Part {
  if (grain === 'raw') return rowsOf(question, 'rolled = 1', from, to);
  const { scope, groupBy, withDurations } = question;
  const durations = withDurations ? 'total_ms AS total, first_token_ms AS first' : `'' AS total, '' AS first`;
  const sql = `SELECT 'sum' AS kind, t, ${groupBy ?? "''"} AS g, turns, errors, prompt_tokens AS prompt,
      completion_tokens AS completion, cost_micros AS cost, ${durations}
    FROM usage_rollups WHERE ${scope.sql} AND grain = '${grain}' AND t >= ? AND t < ?`;
  return { sql, params: [iso(from), iso(to)] };
}

function rowsOf({ scope, groupBy }: UsageQuestion, which: string, from: number, to: number): Part {
  const group = groupBy ? `COALESCE(${groupBy}, '')` : "''";
  const sql = `SELECT 'row' AS kind, created_at AS t, ${group} AS g, 1 AS turns,
      CASE WHEN code IS NULL THEN 0 ELSE 1 END AS errors, prompt_tokens AS prompt, completion_tokens AS completion,
      cost_micros AS cost, CAST(total_ms AS TEXT) AS total, CAST(first_token_ms AS TEXT) AS first
    FROM usage_records WHERE ${scope.byOwner} AND ${which} AND created_at >= ? AND created_at < ?`;
  return { sql, params: [iso(from), iso(to)] };
}

function toCell(row: CellRow): UsageCell {
  return {
    time: Date.parse(row.t),
    group: row.g,
    turns: row.turns,
    errors: row.errors,
    promptTokens: Number(row.prompt),
    completionTokens: Number(row.completion),
    costMicros: Number(row.cost),
    totalMs: row.total,
    firstTokenMs: row.first ?? '',
    isRow: row.kind === 'row',
  };
}

const iso = (time: number) => new Date(time).toISOString();
