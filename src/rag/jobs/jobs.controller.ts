/** The routes that tell how far a job is, and cancel it. */
import { Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { OpenStreams } from '../../auth/open-streams.js';
import type { Principal } from '../../common/owner.js';
import { NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiEventStream, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { writeEventStream } from '../../http/event-stream.js';
import { StreamRoute } from '../../http/stream-route.decorator.js';
import { JobView, toJobView } from './job.view.js';
import { Jobs } from './jobs.js';

@ApiTags('documents')
@ApiBearerAuth()
@NeedsScope('documents')
@Controller('api/rag/jobs')
export class JobsController {
  constructor(
    private readonly jobs: Jobs,
    private readonly streams: OpenStreams,
  ) {}

  @Get(':id')
  @ApiSummary('How far a job is')
  @ApiSuccess({ job: JobView })
  @ApiErrors('not_found')
  async get(@CurrentUser() user: Principal, @Param('id') id: string) {
    return { status: 'success' as const, job: toJobView(await this.jobs.get(user, id)) };
  }

  @Get(':id/events')
  @StreamRoute()
  @ApiSummary('Follow a job')
  @ApiEventStream('`job-progress` with the job now and at each change, then one `job-end`.')
  @ApiErrors('not_found')
  async events(@CurrentUser() user: Principal, @Param('id') id: string, @Res() response: Response) {
    await this.jobs.get(user, id);
    await this.streams.track(user, (left) => writeEventStream(response, this.jobs.follow(user, id, left.signal), left));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiSummary('Cancel a job', 'What is indexed already stays; the rest ends as failed with `job_cancelled`.')
  @ApiSuccess({ job: JobView })
  @ApiErrors('not_found', 'conflict')
  async cancel(@CurrentUser() user: Principal, @Param('id') id: string) {
    return { status: 'success' as const, job: toJobView(await this.jobs.cancel(user, id)) };
  }
}
