/** The routes of statistics. */
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Principal } from '../common/owner.js';
import { NeedsScope } from '../http/access.decorators.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../http/api-docs.decorators.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { PageQueryDto } from '../http/page-query.dto.js';
import { toListView } from '../http/pagination.js';
import { BudgetView, toBudgetView } from './budgets/budget.view.js';
import { Budgets } from './budgets/budgets.js';
import { Calls } from './calls/calls.js';
import { ModelCallView, toModelCallView } from './calls/calls.view.js';
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
    private readonly calls: Calls,
  ) {}

  @Get('summary')
  @ApiSummary('What turns cost', 'One’s own; `scope=all` for administrators, without any text.')
  @ApiSuccess({ summary: SummaryView })
  @ApiErrors('forbidden', 'bad_request')
  async of(@CurrentUser() user: Principal, @Query() query: StatsQueryDto) {
    return { status: 'success', summary: await this.summary.of(user, query) };
  }

  @Get('budget')
  @ApiSummary(
    'What budgets allow, and what is used of them',
    'Of the account, of the API key that asks, and of the server; empty where there is none.',
  )
  @ApiSuccess({ budgets: [BudgetView] })
  async budget(@CurrentUser() { userId, via, credentialId }: Principal) {
    const budgets = await this.budgets.use(userId, via === 'api_key' ? credentialId : undefined);
    return { status: 'success', budgets: budgets.map(toBudgetView) };
  }

  @Get('calls')
  @ApiSummary('One’s own model calls, newest first', 'A row each, retries included; up to a second behind.')
  @ApiList(ModelCallView)
  async list(@CurrentUser() user: Principal, @Query() page: PageQueryDto) {
    return toListView(await this.calls.list(user, page), toModelCallView);
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
