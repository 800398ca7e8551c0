/** The routes that tell and change which vectors searches use. */
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../common/owner.js';
import { AdminOnly, NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { EmbeddingReports } from './embedding-report.js';
import { EmbeddingRollback } from './embedding-rollback.js';
import { EmbeddingsView, toEmbeddingsView } from './embeddings.view.js';

@ApiTags('documents')
@ApiBearerAuth()
@Controller('api/rag/embeddings')
export class EmbeddingsController {
  constructor(
    private readonly reports: EmbeddingReports,
    private readonly rollback: EmbeddingRollback,
  ) {}

  @Get()
  @NeedsScope('documents')
  @ApiSummary('Embedding profiles', 'Status, progress and estimated cost; of the whole server for administrators.')
  @ApiSuccess({ embeddings: EmbeddingsView })
  async read(@CurrentUser() user: Principal) {
    return { status: 'success' as const, embeddings: toEmbeddingsView(await this.reports.of(user)) };
  }

  @Post('rollback')
  @HttpCode(200)
  @AdminOnly()
  @NeedsScope('admin')
  @ApiSummary('Go back to the embedding profile before', 'Once more swaps them again.')
  @ApiSuccess({ embeddings: EmbeddingsView })
  @ApiErrors('conflict')
  async back(@CurrentUser() user: Principal) {
    await this.rollback.run();
    return { status: 'success' as const, embeddings: toEmbeddingsView(await this.reports.of(user)) };
  }
}
