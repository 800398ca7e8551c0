/** How long the database takes, and whether its log is synced apart, as Prometheus metrics. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge, Histogram } from 'prom-client';
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
    if (this.database.isLogThreadUp !== undefined) this.tellLogThread(this.database);
  }

  private tellLogThread(database: Database): void {
    new Gauge({
      name: 'rai_database_log_thread_up',
      help: 'Whether a thread syncs the write-ahead log of SQLite; 0: SQLite does it within its commits, until a restart',
      registers: [this.registry],
      collect() {
        this.set(Number(database.isLogThreadUp));
      },
    });
  }
}
