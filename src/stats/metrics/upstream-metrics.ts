/** Which model servers are there, read when somebody looks. Labels are names from the configuration. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { MetricsRegistry } from '../../http/metrics/metrics-registry.js';
import { ChatModel } from '../../platform/llm/chat-model.js';

@Injectable()
export class UpstreamMetrics implements OnModuleInit {
  constructor(
    private readonly registry: MetricsRegistry,
    private readonly model: ChatModel,
  ) {}

  onModuleInit(): void {
    const upstreams = () => this.model.upstreams();
    new Gauge({
      name: 'rai_upstream_up',
      help: 'Whether a model server answered when it was last spoken to and is asked at the moment, by its name',
      labelNames: ['upstream'],
      registers: [this.registry],
      collect() {
        for (const { name, health } of upstreams()) this.set({ upstream: name }, Number(health.state === 'ok'));
      },
    });
  }
}
