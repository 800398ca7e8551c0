/** What happens in turns as Prometheus metrics, from events alone. No label holds what a caller may choose. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { OpenStreams } from '../../auth/open-streams.js';
import { MetricsRegistry } from '../../http/metrics/metrics-registry.js';
import { EventBus } from '../../platform/events/event-bus.js';

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300, 900];
const SEARCH_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

@Injectable()
export class TurnMetrics implements OnModuleInit {
  private readonly running = new Set<string>();

  constructor(
    private readonly registry: MetricsRegistry,
    private readonly events: EventBus,
    private readonly streams: OpenStreams,
  ) {}

  onModuleInit(): void {
    this.countTurns();
    this.timeTurns();
    this.countCalls();
    this.countOthers();
  }

  private countTurns(): void {
    const turns = this.counter('rai_turns_total', 'Turns that ended, by state', ['state']);
    this.events.on('turn.started', ({ turnId }) => void this.running.add(turnId));
    this.events.on('turn.waiting', ({ turnId }) => void this.running.delete(turnId));
    this.events.on('turn.ended', ({ turnId, state }) => {
      this.running.delete(turnId);
      turns.inc({ state });
    });
    this.gauge('rai_active_turns', 'Turns that are being answered by this server', () => this.running.size);
    this.gauge('rai_active_streams', 'Answers that are being read at this moment', () => this.streams.size);
  }

  private timeTurns(): void {
    const tokens = this.counter('rai_tokens_total', 'Tokens of turns, by kind', ['kind']);
    const faults = this.counter('rai_model_faults_total', 'Turns that met a fault, by its code', ['code']);
    const ttft = this.histogram('rai_ttft_seconds', 'Time from acceptance to the first text', SECONDS);
    const duration = this.histogram('rai_turn_duration_seconds', 'Time from acceptance to the end', SECONDS);
    this.events.on('turn.ended', ({ measured }) => {
      if (!measured) return;
      const { promptTokens, completionTokens, firstTokenMs, totalMs, code } = measured;
      tokens.inc({ kind: 'prompt' }, promptTokens);
      tokens.inc({ kind: 'completion' }, completionTokens);
      if (code !== undefined) faults.inc({ code });
      if (firstTokenMs !== undefined) ttft.observe(firstTokenMs / 1000);
      duration.observe(totalMs / 1000);
    });
  }

  private countCalls(): void {
    const calls = this.counter('rai_model_calls_total', 'Calls of model servers, by outcome', ['outcome']);
    const tokens = this.counter('rai_model_tokens_total', 'Tokens of all calls of model servers, by kind', ['kind']);
    const retries = this.counter('rai_model_retries_total', 'Attempts after the first');
    const faults = this.counter('rai_upstream_faults_total', 'Calls of model servers that failed, by server and code', [
      'upstream',
      'code',
    ]);
    const seconds = this.histogram('rai_model_call_seconds', 'Time of a call of a model server', SECONDS);
    this.events.on(
      'model.ended',
      ({ outcome, promptTokens, completionTokens, retries: again, totalMs, upstream = '', code }) => {
        calls.inc({ outcome });
        tokens.inc({ kind: 'prompt' }, promptTokens);
        tokens.inc({ kind: 'completion' }, completionTokens);
        if (again) retries.inc(again);
        if (code !== undefined) faults.inc({ upstream, code });
        seconds.observe(totalMs / 1000);
      },
    );
  }

  private countOthers(): void {
    // Names of tools may be given by whoever connects them: they are in the counts of /api/stats.
    const tools = this.counter('rai_tool_calls_total', 'Calls of tools, by outcome', ['outcome']);
    this.events.on('tool.ended', ({ ok }) => tools.inc({ outcome: ok ? 'ok' : 'failed' }));
    const search = this.histogram('rai_search_seconds', 'Time of a search in the index', SEARCH_SECONDS, ['corpus']);
    this.events.on('search.ended', ({ corpus, totalMs }) => search.observe({ corpus }, totalMs / 1000));
    const documents = this.counter('rai_documents_total', 'Documents that were read, by state', ['state']);
    this.events.on('document.ended', ({ state }) => documents.inc({ state }));
    const logins = this.counter('rai_logins_total', 'Sign-ins, by outcome', ['outcome']);
    this.events.on('login.ended', ({ ok }) => logins.inc({ outcome: ok ? 'ok' : 'failed' }));
  }

  private counter<L extends string>(name: string, help: string, labelNames: L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private histogram<L extends string>(name: string, help: string, buckets: number[], labelNames: L[] = []) {
    return new Histogram({ name, help, buckets, labelNames, registers: [this.registry] });
  }

  private gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}
