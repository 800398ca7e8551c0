/** Adds up what turns cost. Reads usage and counts; never a message's text. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Principal } from '../common/owner.js';
import { Database } from '../platform/database/database.js';
import { CallsSummary } from './calls/calls-summary.js';
import { MadeThings, SHOWN } from './made-things.js';
import { rangeOf, type Scope, scopeOf } from './scope.js';
import type { StatsQueryDto } from './stats-query.dto.js';
import type { SummaryView } from './summary.view.js';
import { UsageReader } from './usage-reader.js';
import { UsageSum } from './usage-sum.js';

@Injectable()
export class Summary {
  constructor(
    private readonly database: Database,
    private readonly usage: UsageReader,
    private readonly made: MadeThings,
    private readonly calls: CallsSummary,
    private readonly clock: Clock,
  ) {}

  async of(caller: Principal, query: StatsQueryDto): Promise<SummaryView> {
    const { from, to } = rangeOf(query, this.clock);
    const scope = scopeOf(caller, query.scope);
    const [cells, counted, messages, sessions, documents, memories] = await Promise.all([
      this.usage.read({ scope, from, to, withDurations: true }),
      this.calls.of({ scope, from, to }),
      this.made.countMessages(scope, from, to),
      this.count('sessions', scope, SHOWN),
      this.count('documents', scope),
      this.count('memories', scope),
    ]);
    const sum = new UsageSum();
    for (const cell of cells) sum.add(cell);
    return {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      turns: sum.turns,
      messages,
      sessions,
      documents,
      memories,
      tokens: { prompt: sum.promptTokens, completion: sum.completionTokens, total: sum.tokens },
      cost: sum.cost,
      errors: sum.errors,
      latency_ms: sum.latency(),
      ttft_ms: sum.ttft(),
      ...counted,
    };
  }

  private async count(table: 'sessions' | 'documents' | 'memories', scope: Scope, only = '1 = 1'): Promise<number> {
    const sql = `SELECT count(*) AS n FROM ${table} WHERE ${scope.sql} AND ${only}`;
    const [row] = await this.database.rows<{ n: number | string }>(sql, scope.params);
    return Number(row!.n);
  }
}
