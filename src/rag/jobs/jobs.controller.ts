/** The route that tells how far a bulk import is. */
import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { notFound } from '../../common/app-error.js';
import { isId } from '../../common/ids.js';
import type { Principal } from '../../common/owner.js';
import { NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { JobQueue } from '../../platform/queue/job-queue.js';
import { JobView, toJobView } from './job.view.js';

@ApiTags('documents')
@ApiBearerAuth()
@NeedsScope('documents')
@Controller('api/rag/jobs')
export class JobsController {
  constructor(private readonly queue: JobQueue) {}

  @Get(':id')
  @ApiSummary('How far a job is')
  @ApiSuccess({ job: JobView })
  @ApiErrors('not_found')
  async get(@CurrentUser() user: Principal, @Param('id') id: string) {
    const job = isId(id) ? await this.queue.get(user, id) : undefined;
    if (!job) throw notFound();
    return { status: 'success' as const, job: toJobView(job) };
  }
}
