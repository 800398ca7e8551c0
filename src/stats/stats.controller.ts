/** The routes of statistics. */
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Principal } from '../common/owner.js';
import { NeedsScope } from '../http/access.decorators.js';
import { ApiErrors, ApiSuccess, ApiSummary } from '../http/api-docs.decorators.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { BudgetView, toBudgetView } from './budgets/budget.view.js';
import { Budgets } from './budgets/budgets.js';
import { SeriesPointView, toCsv } from './series/series.view.js';
import { TimeSeries } from './series/time-series.js';
import { TimeseriesDto } from './series/timeseries.dto.js';
import { StatsQueryDto } from './stats-query.dto.js';
import { Summary } from './summary.js';
import { SummaryView } from './summary.view.js';

const text = { type: 'string' };

@ApiTags('stats')
@ApiBearerAuth()
@NeedsScope('stats')
@Controller('api/stats')
export class StatsController {
  constructor(
    private readonly summary: Summary,
    private readonly timeSeries: TimeSeries,
    private readonly budgets: Budgets,
  ) {}

  @Get('summary')
  @ApiSummary('What turns cost', 'One’s own; `scope=all` for administrators, without any text.')
  @ApiSuccess({ summary: SummaryView })
  @ApiErrors('forbidden', 'bad_request')
  async of(@CurrentUser() user: Principal, @Query() query: StatsQueryDto) {
    return { status: 'success', summary: await this.summary.of(user, query) };
  }

  @Get('budget')
  @ApiSummary('What budgets allow, and what is used of them', 'Empty where neither account nor server has one.')
  @ApiSuccess({ budgets: [BudgetView] })
  async budget(@CurrentUser() user: Principal) {
    return { status: 'success', budgets: (await this.budgets.use(user.userId)).map(toBudgetView) };
  }

  @Get('timeseries')
  @ApiSummary('What happened when', 'Empty buckets are there too. `format=csv` answers with a table.')
  @ApiSuccess({ metric: text, bucket: text, tz: text, from: text, to: text, series: [SeriesPointView] })
  @ApiErrors('forbidden', 'bad_request')
  async series(
    @CurrentUser() user: Principal,
    @Query() query: TimeseriesDto,
    @Res({ passthrough: true }) response: Response,
  ) {
    const view = await this.timeSeries.of(user, query);
    if (query.format === 'json') return { status: 'success', ...view };
    response.type('text/csv; charset=utf-8').attachment(`${view.metric}.csv`);
    return toCsv(view);
  }
}
