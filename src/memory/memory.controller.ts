/** The routes of what is known: written down, read, changed, forgotten. */
import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AppError } from '../common/app-error.js';
import type { Principal } from '../common/owner.js';
import { NeedsScope } from '../http/access.decorators.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../http/api-docs.decorators.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { toListView } from '../http/pagination.js';
import { CreateMemoryDto, ForgetAllDto, MemoryListDto, UpdateMemoryDto } from './dto/memory.dto.js';
import { Forgetting } from './facts/forgetting.js';
import { Memories } from './facts/memories.js';
import { MemoryExport } from './facts/memory-export.js';
import { MemoryHistory } from './facts/memory-history.js';
import { MemoryVersionView, StoredMemoryView, toMemoryVersionView, toStoredMemoryView } from './views/memory.view.js';

@ApiTags('memory')
@ApiBearerAuth()
@NeedsScope('memory')
@Controller('api/memory')
export class MemoryController {
  constructor(
    private readonly memories: Memories,
    private readonly versions: MemoryHistory,
    private readonly forgetting: Forgetting,
    private readonly exports: MemoryExport,
  ) {}

  @Get()
  @ApiSummary('What is known, newest first', 'Without what is no longer true, unless `include_superseded=true`.')
  @ApiList(StoredMemoryView)
  @ApiErrors('invalid_cursor')
  async list(@CurrentUser() user: Principal, @Query() query: MemoryListDto) {
    return toListView(await this.memories.list(user.userId, query), toStoredMemoryView);
  }

  @Post()
  @ApiSummary('Write something down', 'What it contradicts is superseded; what is known already is given back.')
  @ApiSuccess({ memory: StoredMemoryView }, { status: 201 })
  @ApiErrors('quota_exceeded', 'conflict')
  async add(@CurrentUser() user: Principal, @Body() dto: CreateMemoryDto) {
    return { status: 'success', memory: toStoredMemoryView(await this.memories.add(user.userId, dto)) };
  }

  @Delete()
  @HttpCode(200)
  @ApiSummary('Forget everything', 'Nothing known or said until now is recalled any more; conversations stay.')
  @ApiSuccess()
  @ApiErrors('confirmation_required')
  async forgetAll(@CurrentUser() user: Principal, @Body() dto?: ForgetAllDto) {
    if (!dto?.confirm) throw new AppError('confirmation_required');
    await this.forgetting.forgetAll(user.userId);
    return { status: 'success' };
  }

  @Get('export')
  @ApiSummary('Everything known, with its history')
  @ApiSuccess({ export: { type: 'object' } })
  async export(@CurrentUser() user: Principal) {
    return { status: 'success', export: await this.exports.all(user.userId) };
  }

  @Get(':id')
  @ApiSummary('One memory')
  @ApiSuccess({ memory: StoredMemoryView })
  @ApiErrors('not_found')
  async get(@CurrentUser() user: Principal, @Param('id', ParseUUIDPipe) id: string) {
    return { status: 'success', memory: toStoredMemoryView(await this.memories.get(user.userId, id)) };
  }

  @Patch(':id')
  @ApiSummary('Change or pin', 'What is pinned stands in every prompt.')
  @ApiSuccess({ memory: StoredMemoryView })
  @ApiErrors('not_found')
  async update(@CurrentUser() user: Principal, @Param('id', ParseUUIDPipe) id: string, @Body() dto: UpdateMemoryDto) {
    return { status: 'success', memory: toStoredMemoryView(await this.memories.update(user.userId, id, dto)) };
  }

  @Delete(':id')
  @HttpCode(200)
  @ApiSummary(
    'Forget',
    'The memory and its history; the message it is from and the answer to it are not recalled any more. Or, by its id, a message.',
  )
  @ApiSuccess()
  @ApiErrors('not_found')
  async forget(@CurrentUser() user: Principal, @Param('id', ParseUUIDPipe) id: string) {
    await this.forgetting.forget(user.userId, id);
    return { status: 'success' };
  }

  @Get(':id/history')
  @ApiSummary('How it came to be so, oldest first', 'Includes what it took the place of.')
  @ApiList(MemoryVersionView)
  @ApiErrors('not_found')
  async history(@CurrentUser() user: Principal, @Param('id', ParseUUIDPipe) id: string) {
    const items = await this.versions.of(user.userId, id);
    return toListView({ items, nextCursor: null }, toMemoryVersionView);
  }

  @Post(':id/undo')
  @HttpCode(200)
  @ApiSummary('Take the last change back')
  @ApiSuccess({ memory: StoredMemoryView })
  @ApiErrors('not_found', 'conflict')
  async undo(@CurrentUser() user: Principal, @Param('id', ParseUUIDPipe) id: string) {
    return { status: 'success', memory: toStoredMemoryView(await this.versions.undo(user.userId, id)) };
  }
}
