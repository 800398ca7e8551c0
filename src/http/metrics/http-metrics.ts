/** Counts and times requests by method, route pattern and status, and readers let go; adds the process's own metrics. */
import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Histogram } from 'prom-client';
import { MetricsRegistry } from './metrics-registry.js';

type Observer = { observe(seconds: number): void };

@Injectable()
export class HttpMetrics {
  private readonly seconds: Histogram<'method' | 'route' | 'status'>;
  private readonly stalled: Counter;
  /** Finding a child by its labels costs more than observing; there are few combinations. */
  private readonly children = new Map<string, Observer>();

  constructor(registry: MetricsRegistry) {
    collectDefaultMetrics({ register: registry });
    this.seconds = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the first byte of a request to the end of its answer; streams count whole.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120],
      registers: [registry],
    });
    this.stalled = new Counter({
      name: 'http_stalled_readers_total',
      help: 'Connections cut because their reader took nothing of an answer.',
      registers: [registry],
    });
  }

  /** `route` is the pattern, never the path: paths hold ids and would grow the registry without end. */
  observe(method: string, route: string, status: number, milliseconds: number): void {
    const key = `${method} ${route} ${status}`;
    let child = this.children.get(key);
    if (!child) {
      child = this.seconds.labels({ method, route, status: String(status) });
      this.children.set(key, child);
    }
    child.observe(milliseconds / 1000);
  }

  letGo(readers: number): void {
    this.stalled.inc(readers);
  }
}
