/** The route that searches documents. */
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../common/owner.js';
import { NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { DocumentSearch } from './document-search.js';
import { SearchDocumentsDto } from './search.dto.js';
import { SearchResultView, toSearchResultView } from './search.view.js';

@ApiTags('documents')
@ApiBearerAuth()
@NeedsScope('documents')
@Controller('api/rag/search')
export class SearchController {
  constructor(private readonly documents: DocumentSearch) {}

  @Post()
  @HttpCode(200)
  @ApiSummary('Search documents', 'Passages, best first.')
  @ApiSuccess({ results: [SearchResultView] })
  @ApiErrors('not_found', 'embeddings_not_configured')
  async search(@CurrentUser() user: Principal, @Body() dto: SearchDocumentsDto) {
    return { status: 'success' as const, results: (await this.documents.search(user, dto)).map(toSearchResultView) };
  }
}
