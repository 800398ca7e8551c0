/** What turns and model calls cost. Rows of turns are written by the transaction that ends one, all else comes by events. */
import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { LlmModule } from '../platform/llm/llm.module.js';
import { Budgets } from './budgets/budgets.js';
import { DeletedAccounts } from './budgets/deleted-accounts.js';
import { CallBook } from './calls/call-book.js';
import { Calls } from './calls/calls.js';
import { CallsSummary } from './calls/calls-summary.js';
import { CountedReader } from './calls/counted-reader.js';
import { MadeThings } from './made-things.js';
import { DatabaseMetrics } from './metrics/database-metrics.js';
import { QueueMetrics } from './metrics/queue-metrics.js';
import { TurnMetrics } from './metrics/turn-metrics.js';
import { UpstreamMetrics } from './metrics/upstream-metrics.js';
import { RawRetention } from './rollup/raw-retention.js';
import { RollUp } from './rollup/roll-up.js';
import { RollupTimer } from './rollup/rollup-timer.js';
import { CountedSeries } from './series/counted-series.js';
import { TimeSeries } from './series/time-series.js';
import { StatsController } from './stats.controller.js';
import { Summary } from './summary.js';
import { UsageReader } from './usage-reader.js';

@Module({
  imports: [AuthModule, LlmModule],
  controllers: [StatsController],
  providers: [
    Budgets,
    CallBook,
    Calls,
    CallsSummary,
    CountedReader,
    CountedSeries,
    DatabaseMetrics,
    DeletedAccounts,
    MadeThings,
    QueueMetrics,
    RawRetention,
    RollUp,
    RollupTimer,
    Summary,
    TimeSeries,
    TurnMetrics,
    UpstreamMetrics,
    UsageReader,
  ],
  exports: [Budgets],
})
export class StatsModule {}
