/** How long the database takes, as a Prometheus metric. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Histogram } from 'prom-client';
import { MetricsRegistry } from '../../http/metrics/metrics-registry.js';
import { Database } from '../../platform/database/database.js';

const SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

@Injectable()
export class DatabaseMetrics implements OnModuleInit {
  constructor(
    private readonly registry: MetricsRegistry,
    private readonly database: Database,
  ) {}

  onModuleInit(): void {
    const seconds = new Histogram({
      name: 'rai_database_seconds',
      help: 'Time of a commit, waiting for its turn included, and of one read in sixteen',
      buckets: SECONDS,
      labelNames: ['kind'],
      registers: [this.registry],
    });
    const commits = seconds.labels({ kind: 'commit' });
    const reads = seconds.labels({ kind: 'read' });
    this.database.onCommit = (milliseconds) => commits.observe(milliseconds / 1000);
    this.database.onRead = (milliseconds) => reads.observe(milliseconds / 1000);
  }
}
