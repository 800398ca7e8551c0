/** Adds up what turns cost. Reads usage rows and counts; never a message's text. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import type { Principal } from '../common/owner.js';
import { Database } from '../platform/database/database.js';
import type { SqlValue } from '../platform/database/statement.js';
import type { StatsQueryDto } from './stats-query.dto.js';
import type { PercentilesView, SummaryView } from './summary.view.js';

const THIRTY_DAYS_MS = 30 * 24 * 3600 * 1000;

interface Totals {
  turns: number | string;
  prompt: number | string | null;
  completion: number | string | null;
  errors: number | string | null;
}

/** Which rows: everybody's or one owner's. */
interface Scope {
  sql: string;
  params: SqlValue[];
}

@Injectable()
export class Summary {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async of(caller: Principal, query: StatsQueryDto): Promise<SummaryView> {
    const to = query.to ? new Date(query.to).toISOString() : this.clock.iso();
    const from = query.from ? new Date(query.from).toISOString() : this.clock.iso(-THIRTY_DAYS_MS);
    if (from > to) throw new AppError('bad_request', 'from must not be later than to.');
    const scope = scopeOf(caller, query.scope);
    const [totals, messages, sessions, documents, latency, ttft] = await Promise.all([
      this.totals(scope, from, to),
      this.count('messages', scope, `AND created_at >= ? AND created_at < ?`, [from, to]),
      this.count('sessions', scope),
      this.count('documents', scope),
      this.percentiles('total_ms', scope, from, to),
      this.percentiles('first_token_ms', scope, from, to),
    ]);
    const [prompt, completion] = [Number(totals.prompt ?? 0), Number(totals.completion ?? 0)];
    return {
      from,
      to,
      turns: Number(totals.turns),
      messages,
      sessions,
      documents,
      memories: messages,
      tokens: { prompt, completion, total: prompt + completion },
      cost: 0,
      errors: Number(totals.errors ?? 0),
      latency_ms: latency,
      ttft_ms: ttft,
    };
  }

  private async totals(scope: Scope, from: string, to: string): Promise<Totals> {
    const sql = `SELECT count(*) AS turns, sum(prompt_tokens) AS prompt, sum(completion_tokens) AS completion,
        sum(CASE WHEN code IS NULL THEN 0 ELSE 1 END) AS errors
      FROM usage_records WHERE ${scope.sql} AND created_at >= ? AND created_at < ?`;
    const [row] = await this.database.rows<Totals>(sql, [...scope.params, from, to]);
    return row!;
  }

  private async count(table: 'messages' | 'sessions' | 'documents', scope: Scope, more = '', params: SqlValue[] = []) {
    const sql = `SELECT count(*) AS n FROM ${table} WHERE ${scope.sql} ${more}`;
    const [row] = await this.database.rows<{ n: number | string }>(sql, [...scope.params, ...params]);
    return Number(row!.n);
  }

  /** Nearest-rank percentiles. */
  private async percentiles(
    column: 'total_ms' | 'first_token_ms',
    scope: Scope,
    from: string,
    to: string,
  ): Promise<PercentilesView> {
    const where = `FROM usage_records WHERE ${scope.sql} AND created_at >= ? AND created_at < ? AND ${column} IS NOT NULL`;
    const params = [...scope.params, from, to];
    const [row] = await this.database.rows<{ n: number | string }>(`SELECT count(*) AS n ${where}`, params);
    const n = Number(row!.n);
    const at = async (share: number) => {
      if (n === 0) return null;
      const sql = `SELECT ${column} AS value ${where} ORDER BY ${column} LIMIT 1 OFFSET ?`;
      const [found] = await this.database.rows<{ value: number }>(sql, [...params, Math.ceil(n * share) - 1]);
      return found!.value;
    };
    return { p50: await at(0.5), p95: await at(0.95), p99: await at(0.99) };
  }
}

function scopeOf(caller: Principal, scope: 'own' | 'all'): Scope {
  if (scope === 'own') return { sql: 'user_id = ?', params: [caller.userId] };
  if (caller.role !== 'admin') throw new AppError('forbidden');
  return { sql: '1 = 1', params: [] };
}
