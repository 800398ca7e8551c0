/** The edge as a module: error answers, validation, limits, health and metrics. It must know no room. */
import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { AppConfig } from '../config/app.config.js';
import { AppErrorFilter } from './errors/app-error.filter.js';
import { diskCheck } from './health/disk-check.js';
import { HealthController } from './health/health.controller.js';
import { HealthRegistry } from './health/health-registry.js';
import { AccountLimits } from './limits/account-limits.js';
import { RateLimitGuard } from './limits/rate-limit.guard.js';
import { HttpMetrics } from './metrics/http-metrics.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { MetricsRegistry } from './metrics/metrics-registry.js';
import { StalledReaders } from './stalled-readers.js';
import { validationPipe } from './validation.js';

@Global()
@Module({
  controllers: [HealthController, MetricsController],
  providers: [
    { provide: APP_FILTER, useClass: AppErrorFilter },
    { provide: APP_PIPE, useFactory: validationPipe },
    {
      provide: HealthRegistry,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => {
        const registry = new HealthRegistry();
        registry.register('disk', diskCheck(config.dataDir));
        return registry;
      },
    },
    AccountLimits,
    HttpMetrics,
    MetricsRegistry,
    RateLimitGuard,
    {
      provide: StalledReaders,
      inject: [HttpMetrics],
      useFactory: (metrics: HttpMetrics) => new StalledReaders(metrics),
    },
  ],
  exports: [AccountLimits, HealthRegistry, MetricsRegistry, RateLimitGuard],
})
export class HttpModule {}
