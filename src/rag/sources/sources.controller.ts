/** The routes of watched pages and folders; administrators only. */
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../common/owner.js';
import { AdminOnly, NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { toListView } from '../../http/pagination.js';
import { CreateSourceDto, UpdateSourceDto } from './source.dto.js';
import { SourceView, toSourceView } from './source.view.js';
import { Sources } from './sources.js';

const JOB = { type: 'string', format: 'uuid' };

@ApiTags('documents')
@ApiBearerAuth()
@AdminOnly()
@NeedsScope('admin')
@Controller('api/rag/sources')
export class SourcesController {
  constructor(private readonly sources: Sources) {}

  @Post()
  @ApiSummary('Watch a page or a folder', 'Its documents belong to the administrator who has it watched.')
  @ApiSuccess({ source: SourceView, job_id: JOB }, { status: 201, description: 'It is being looked at.' })
  @ApiErrors('not_found', 'outbound_blocked')
  async create(@CurrentUser() user: Principal, @Body() dto: CreateSourceDto) {
    const { source, jobId } = await this.sources.create(user, dto);
    return { status: 'success' as const, source: toSourceView(source), job_id: jobId };
  }

  @Get()
  @ApiSummary('List what is watched', 'Newest first.')
  @ApiList(SourceView)
  async list(@CurrentUser() user: Principal, @Query() { limit, cursor }: PageQueryDto) {
    return toListView(await this.sources.list(user, limit, cursor), toSourceView);
  }

  @Get(':id')
  @ApiSummary('One watched page or folder')
  @ApiSuccess({ source: SourceView })
  @ApiErrors('not_found')
  async get(@CurrentUser() user: Principal, @Param('id') id: string) {
    return { status: 'success' as const, source: toSourceView(await this.sources.get(user, id)) };
  }

  @Patch(':id')
  @ApiSummary('Change how often it is looked at, or pause it')
  @ApiSuccess({ source: SourceView })
  @ApiErrors('not_found')
  async update(@CurrentUser() user: Principal, @Param('id') id: string, @Body() dto: UpdateSourceDto) {
    return { status: 'success' as const, source: toSourceView(await this.sources.update(user, id, dto)) };
  }

  @Post(':id/refresh')
  @HttpCode(202)
  @ApiSummary('Look at it now')
  @ApiSuccess({ job_id: JOB }, { status: 202, description: 'Accepted.' })
  @ApiErrors('not_found')
  async refresh(@CurrentUser() user: Principal, @Param('id') id: string) {
    return { status: 'success' as const, job_id: await this.sources.refresh(user, id) };
  }

  @Delete(':id')
  @ApiSummary('Stop watching', 'Its documents are removed.')
  @ApiSuccess()
  @ApiErrors('not_found')
  async remove(@CurrentUser() user: Principal, @Param('id') id: string) {
    await this.sources.remove(user, id);
    return { status: 'success' as const };
  }
}
