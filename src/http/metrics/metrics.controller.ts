import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { AppConfig } from '../../config/app.config.js';
import { Public } from '../access.decorators.js';
import { ApiErrors, ApiSummary } from '../api-docs.decorators.js';
import { assertMayReadMetrics } from './metrics-access.js';
import { MetricsRegistry } from './metrics-registry.js';

@ApiTags('operations')
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly registry: MetricsRegistry,
    private readonly config: AppConfig,
  ) {}

  @Public()
  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiSummary('Prometheus metrics', 'With METRICS_TOKEN as bearer token, or without one from this machine only.')
  @ApiProduces('text/plain')
  @ApiErrors('forbidden')
  read(@Req() request: Request): Promise<string> {
    assertMayReadMetrics(request, this.config.metricsToken);
    return this.registry.metrics();
  }
}
