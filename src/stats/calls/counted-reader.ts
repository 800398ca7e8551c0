/**
 * Reads sums of model calls and of what else was counted: by span where a span lies within the range, by row where it is
 * cut. What was gathered in the last second is in neither yet.
 */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { SqlValue } from '../../platform/database/statement.js';
import { coverBuckets, GRAINS, type Piece } from '../rollup/grains.js';
import { RawRetention } from '../rollup/raw-retention.js';
import type { Scope } from '../scope.js';
import { firstId } from '../../common/time-id.js';

export interface CountedQuestion {
  scope: Scope;
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
  /** Where the asker's buckets end; undefined: it is one bucket. */
  edges?: number[];
}

/** Calls of one purpose or model in one span, or one call. */
export interface CallCell {
  time: number;
  group: string;
  calls: number;
  errors: number;
  retries: number;
  promptTokens: number;
  completionTokens: number;
  costMicros: number;
}

/** How often one thing happened in one span. */
export interface CountCell {
  time: number;
  name: string;
  label: string;
  outcome: 'ok' | 'failed';
  count: number;
}

/** `params`: after those of the scope. */
interface Part {
  sql: string;
  params: SqlValue[];
}

/** PostgreSQL gives big sums as text. */
type Sum = number | string;
interface CallCellRow {
  t: string;
  g: string;
  calls: Sum;
  errors: Sum;
  retries: Sum;
  prompt: Sum;
  completion: Sum;
  cost: Sum;
}

const SUMS = `sum(calls) AS calls, sum(errors) AS errors, sum(retries) AS retries, sum(prompt_tokens) AS prompt,
  sum(completion_tokens) AS completion, sum(cost_micros) AS cost`;
const ROWS = `count(*) AS calls, sum(CASE WHEN code IS NULL THEN 0 ELSE 1 END) AS errors, sum(retries) AS retries,
  sum(prompt_tokens) AS prompt, sum(completion_tokens) AS completion, sum(cost_micros) AS cost`;

@Injectable()
export class CountedReader {
  constructor(
    private readonly database: Database,
    private readonly retention: RawRetention,
  ) {}

  async calls(question: CountedQuestion, groupBy: 'purpose' | 'model'): Promise<CallCell[]> {
    const parts = await this.partsOfCalls(question, groupBy);
    return (await this.rows<CallCellRow>(question.scope, parts)).map(toCallCell);
  }

  /** How many groups `calls` would find; none is counted beyond `most`. */
  async countGroups(question: CountedQuestion, groupBy: 'purpose' | 'model', most: number): Promise<number> {
    return this.countDistinct(question.scope, 'g', await this.partsOfCalls(question, groupBy), most);
  }

  /** The same of the labels of one thing that is counted. */
  countLabels(question: CountedQuestion, name: string, most: number): Promise<number> {
    return this.countDistinct(question.scope, 'label', partsOfCounts(question), most, `WHERE name = '${name}'`);
  }

  private async partsOfCalls(question: CountedQuestion, groupBy: 'purpose' | 'model'): Promise<Part[]> {
    const { scope } = question;
    return (await this.pieces(question)).map(({ grain, from, to }) =>
      grain === 'raw'
        ? {
            sql: `SELECT min(created_at) AS t, ${groupBy} AS g, ${ROWS} FROM model_calls
              WHERE ${scope.byOwner} AND id >= ? AND id < ? AND created_at >= ? AND created_at < ? GROUP BY ${groupBy}`,
            // The id is given when the call ends, as the time is; a little apart at most.
            params: [firstId(from - GRAINS.minute), firstId(to + GRAINS.minute), iso(from), iso(to)],
          }
        : {
            sql: `SELECT t, ${groupBy} AS g, ${SUMS} FROM call_rollups
              WHERE ${scope.sql} AND grain = '${grain}' AND t >= ? AND t < ? GROUP BY t, ${groupBy}`,
            params: [iso(from), iso(to)],
          },
    );
  }

  /** A minute that is cut is taken whole: of these there are no rows. */
  async counts(question: CountedQuestion): Promise<CountCell[]> {
    const parts = partsOfCounts(question);
    const rows = await this.rows<Omit<CountCell, 'time' | 'count'> & { t: string; n: Sum }>(question.scope, parts);
    return rows.map(({ t, n, ...cell }) => ({ ...cell, time: Date.parse(t), count: Number(n) }));
  }

  /** Where rows may be gone, a cut minute is taken whole. */
  private async pieces({ from, to, edges }: CountedQuestion): Promise<Piece[]> {
    const horizon = await this.retention.horizon();
    const gone = horizon === undefined ? -Infinity : Date.parse(horizon);
    const wholeFrom = from < gone ? Math.floor(from / GRAINS.minute) * GRAINS.minute : from;
    const wholeTo = to < gone ? Math.ceil(to / GRAINS.minute) * GRAINS.minute : to;
    return coverBuckets(wholeFrom, wholeTo, edges);
  }

  private async countDistinct(scope: Scope, column: string, parts: Part[], most: number, where = '') {
    const names = (union: string) =>
      `SELECT count(*) AS n FROM (SELECT DISTINCT ${column} FROM (${union}) AS cells ${where} LIMIT ${most}) AS names`;
    const [row] = await this.rows<{ n: Sum }>(scope, parts, names);
    return Number(row?.n ?? 0);
  }

  private async rows<T extends object>(scope: Scope, parts: Part[], select = (union: string) => union): Promise<T[]> {
    if (!parts.length) return [];
    const union = parts.map((part) => part.sql).join('\nUNION ALL\n');
    return this.database.rows<T>(
      select(union),
      parts.flatMap(({ params }) => [...scope.params, ...params]),
    );
  }
}

function partsOfCounts(question: CountedQuestion): Part[] {
  const { scope, from, to } = question;
  const wholeFrom = Math.floor(from / GRAINS.minute) * GRAINS.minute;
  const wholeTo = Math.ceil(to / GRAINS.minute) * GRAINS.minute;
  return coverBuckets(wholeFrom, wholeTo, question.edges).map(({ grain, from: since, to: until }) => ({
    sql: `SELECT t, name, label, outcome, sum(count) AS n FROM event_counts
      WHERE ${scope.sql} AND grain = '${grain}' AND t >= ? AND t < ? GROUP BY t, name, label, outcome`,
    params: [iso(since), iso(until)],
  }));
}

function toCallCell(row: CallCellRow): CallCell {
  return {
    time: Date.parse(row.t),
    group: row.g,
    calls: Number(row.calls),
    errors: Number(row.errors),
    retries: Number(row.retries),
    promptTokens: Number(row.prompt),
    completionTokens: Number(row.completion),
    costMicros: Number(row.cost),
  };
}

const iso = (time: number) => new Date(time).toISOString();
