/** The routes of statistics. */
import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../common/owner.js';
import { NeedsScope } from '../http/access.decorators.js';
import { ApiErrors, ApiSuccess, ApiSummary } from '../http/api-docs.decorators.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { StatsQueryDto } from './stats-query.dto.js';
import { Summary } from './summary.js';
import { SummaryView } from './summary.view.js';

@ApiTags('stats')
@ApiBearerAuth()
@NeedsScope('stats')
@Controller('api/stats')
export class StatsController {
  constructor(private readonly summary: Summary) {}

  @Get('summary')
  @ApiSummary('What turns cost', 'One’s own; `scope=all` for administrators, without any text.')
  @ApiSuccess({ summary: SummaryView })
  @ApiErrors('forbidden', 'bad_request')
  async of(@CurrentUser() user: Principal, @Query() query: StatsQueryDto) {
    return { status: 'success', summary: await this.summary.of(user, query) };
  }
}
