/** How much work waits, read when somebody looks: a number kept by events would drift with every crash. */
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { MetricsRegistry } from '../../http/metrics/metrics-registry.js';
import { Database } from '../../platform/database/database.js';

const DEPTH = `SELECT kind, state, count(*) AS n FROM jobs WHERE state IN ('queued', 'running') GROUP BY kind, state`;

@Injectable()
export class QueueMetrics implements OnModuleInit {
  private readonly logger = new Logger(QueueMetrics.name);

  constructor(
    private readonly registry: MetricsRegistry,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    const read = (gauge: Gauge<'kind' | 'state'>) => this.read(gauge);
    new Gauge({
      name: 'rai_jobs',
      help: 'Jobs of all servers that wait or run, by kind',
      labelNames: ['kind', 'state'],
      registers: [this.registry],
      collect() {
        return read(this);
      },
    });
  }

  private async read(gauge: Gauge<'kind' | 'state'>): Promise<void> {
    gauge.reset();
    try {
      const rows = await this.database.rows<{ kind: string; state: string; n: number | string }>(DEPTH);
      for (const { kind, state, n } of rows) gauge.set({ kind, state }, Number(n));
    } catch (error) {
      // The other metrics are needed most when the database is away.
      this.logger.warn({ err: error }, 'the queue could not be counted');
    }
  }
}
