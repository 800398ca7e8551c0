import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Public } from '../access.decorators.js';
import { ApiSuccess, ApiSummary } from '../api-docs.decorators.js';
import { HealthRegistry } from './health-registry.js';
import { READY_RESPONSE, toReadyView } from './ready.view.js';

@ApiTags('operations')
@Controller('health')
export class HealthController {
  constructor(private readonly registry: HealthRegistry) {}

  @Public()
  @Get('live')
  @ApiSummary('Is the process alive?')
  @ApiSuccess()
  live() {
    return { status: 'success' };
  }

  @Public()
  @Get('ready')
  @ApiSummary('Can it serve? Each dependency by name.')
  @ApiSuccess(READY_RESPONSE, { description: 'Ready.' })
  async ready(@Res({ passthrough: true }) response: Response) {
    const readiness = await this.registry.readiness();
    response.status(readiness.ready ? 200 : 503);
    return toReadyView(readiness);
  }
}
