/** The route that searches documents. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../common/owner.js';
import { NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { DocumentSearch } from './document-search.js';
import { SearchDocumentsDto } from './search.dto.js';
import { FilteredResultView, SearchResultView, toSearchView } from './search.view.js';

@ApiTags('documents')
@ApiBearerAuth()
@NeedsScope('documents')
@Controller('api/rag/search')
export class SearchController {
  constructor(private readonly documents: DocumentSearch) {}

  @Post()
  @HttpCode(200)
  @ApiSummary('Search documents', 'Passages, best first. `degraded` names what was late or failed: dense, rerank.')
  @ApiSuccess(
    {
      results: [SearchResultView],
      degraded: { type: 'array', items: { type: 'string', enum: ['dense', 'rerank'] } },
      filtered: [FilteredResultView],
    },
    { optional: ['degraded', 'filtered'] },
  )
  @ApiErrors('not_found', 'embeddings_not_configured', 'upstream_unavailable')
  async search(@CurrentUser() user: Principal, @Body() dto: SearchDocumentsDto) {
    return toSearchView(await this.documents.search(user, dto));
  }
}
