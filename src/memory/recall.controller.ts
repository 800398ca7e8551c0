/** The routes that ask memory. */
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../common/owner.js';
import { NeedsScope } from '../http/access.decorators.js';
import { ApiErrors, ApiSuccess, ApiSummary } from '../http/api-docs.decorators.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { MemorySearchDto } from './dto/memory-search.dto.js';
import { Recall } from './recall.js';
import { MemoryHitView } from './views/memory-hit.view.js';
import { WorkingContextView } from './views/working-context.view.js';
import { WorkingContext } from './working-context.js';

@ApiTags('memory')
@ApiBearerAuth()
@NeedsScope('memory')
@Controller('api/memory')
export class RecallController {
  constructor(
    private readonly recall: Recall,
    private readonly working: WorkingContext,
  ) {}

  @Post('search')
  @HttpCode(200)
  @ApiSummary('Search everything that was said and is known')
  @ApiSuccess({ results: [MemoryHitView] })
  @ApiErrors('not_found')
  async search(@CurrentUser() user: Principal, @Body() dto: MemorySearchDto) {
    return { status: 'success', results: await this.recall.search(user.userId, dto) };
  }

  @Get('status')
  @ApiSummary('How much of what was accepted cannot be searched yet')
  @ApiSuccess({ pending: { type: 'integer' } })
  async status(@CurrentUser() user: Principal) {
    return { status: 'success', pending: await this.recall.pending(user.userId) };
  }

  @Get('context/:session_id')
  @ApiSummary('What a conversation keeps in mind')
  @ApiSuccess({ context: WorkingContextView })
  @ApiErrors('not_found')
  async context(@CurrentUser() user: Principal, @Param('session_id', ParseUUIDPipe) sessionId: string) {
    return { status: 'success', context: await this.working.of(user.userId, sessionId) };
  }
}
