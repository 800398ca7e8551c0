/** The route of bulk imports. */
import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { AppError } from '../../common/app-error.js';
import type { Principal } from '../../common/owner.js';
import { NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { JobErrorView } from '../jobs/job.view.js';
import { NDJSON_BYTES } from '../../http/ndjson-lines.js';
import { BulkIntake } from './bulk-intake.js';

@ApiTags('documents')
@ApiBearerAuth()
@NeedsScope('documents')
@Controller('api/rag/documents/bulk')
export class BulkController {
  constructor(private readonly bulk: BulkIntake) {}

  @Post()
  @HttpCode(202)
  @ApiConsumes('application/x-ndjson')
  @ApiBody({
    schema: { type: 'string' },
    description: 'One JSON document a line: `{"text", "title"?, "external_id"?, …}`',
  })
  @ApiSummary('Add many documents', 'Up to 64 MB, 1 MB a line. Bad lines are told, good ones kept.')
  @ApiSuccess(
    {
      accepted: { type: 'integer' },
      rejected: [JobErrorView],
      rejected_total: { type: 'integer' },
      job_id: { type: 'string', format: 'uuid' },
    },
    { status: 202, description: 'Accepted; the job tells when all can be found.' },
  )
  @ApiErrors('unsupported_media_type', 'payload_too_large')
  async import(@CurrentUser() user: Principal, @Req() request: Request) {
    refuseUnless(request);
    const { accepted, rejected, rejectedTotal, jobId } = await this.bulk.take(
      user,
      request as AsyncIterable<Uint8Array>,
    );
    return { status: 'success' as const, accepted, rejected, rejected_total: rejectedTotal, job_id: jobId };
  }
}

function refuseUnless(request: Request): void {
  if (!request.is('application/x-ndjson')) throw new AppError('unsupported_media_type');
  if (Number(request.get('content-length') ?? 0) > NDJSON_BYTES) throw new AppError('payload_too_large');
}
