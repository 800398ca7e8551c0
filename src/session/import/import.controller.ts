/** The route that takes past conversations in. */
import { Controller, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiHeader, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { Principal } from '../../common/owner.js';
import { NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { idempotent } from '../../http/idempotent.js';
import { ImportDoor } from './import-door.js';
import { ImportedSessionView, RejectedLineView } from './import.view.js';

@ApiTags('sessions')
@ApiBearerAuth()
@NeedsScope('sessions')
@Controller('api/session/import')
export class ImportController {
  constructor(private readonly door: ImportDoor) {}

  @Post()
  @ApiConsumes('application/json', 'application/x-ndjson')
  @ApiBody({
    schema: {
      type: 'object',
      required: ['sessions'],
      properties: { sessions: { type: 'array', items: { type: 'object' } } },
    },
  })
  @ApiSummary(
    'Import past conversations',
    'JSON, this project’s own export, a ChatGPT conversations.json, or NDJSON with one session a line. The first thousand rejected lines are told, `rejected_total` counts all.',
  )
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key and body within 24 h are one import.',
  })
  @ApiSuccess(
    { sessions: [ImportedSessionView], rejected: [RejectedLineView], rejected_total: { type: 'integer' } },
    { status: 201, optional: ['rejected', 'rejected_total'] },
  )
  @ApiErrors('validation_failed', 'payload_too_large', 'idempotency_mismatch')
  async import(@CurrentUser() user: Principal, @Req() request: Request) {
    return { status: 'success', ...(await this.door.take(user.userId, request, idempotent(request, 'import'))) };
  }
}
