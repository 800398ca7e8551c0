/** The routes of tones. */
import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../common/owner.js';
import { NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { toListView } from '../../http/pagination.js';
import { StyleMeasures } from './style-measures.js';
import { StyleView } from './style.view.js';
import { CreateToneDto, UpdateToneDto } from './tone.dto.js';
import { toToneDraft } from './tone-draft.js';
import { Tones } from './tones.js';
import { ToneView, toToneView } from './tone.view.js';

@ApiTags('chat')
@ApiBearerAuth()
@NeedsScope('chat')
@Controller('api/chat/tones')
export class TonesController {
  constructor(
    private readonly tones: Tones,
    private readonly measures: StyleMeasures,
  ) {}

  @Post()
  @ApiSummary('Make a tone')
  @ApiSuccess({ tone: ToneView }, { status: 201, description: 'The tone.' })
  @ApiErrors('conflict', 'forbidden', 'quota_exceeded')
  async create(@CurrentUser() user: Principal, @Body() dto: CreateToneDto) {
    const { name, shared } = dto;
    const tone = await this.tones.create(user, { name, shared, definition: toToneDraft(dto) });
    return { status: 'success' as const, tone: toToneView(tone) };
  }

  @Get()
  @ApiSummary('List tones', "One's own and shared ones, newest first; what is built in at the end.")
  @ApiList(ToneView)
  async list(@CurrentUser() user: Principal, @Query() { limit, cursor }: PageQueryDto) {
    return toListView(await this.tones.list(user, limit, cursor), toToneView);
  }

  @Get(':id')
  @ApiSummary('One tone', 'By id or name.')
  @ApiSuccess({ tone: ToneView })
  @ApiErrors('not_found')
  async get(@CurrentUser() user: Principal, @Param('id') id: string) {
    return { status: 'success' as const, tone: toToneView(await this.tones.get(user, id)) };
  }

  @Get(':id/style')
  @ApiSummary('How answers in a tone were written', 'Averages over the newest thousand answers.')
  @ApiSuccess({ style: StyleView })
  @ApiErrors('not_found')
  async style(@CurrentUser() user: Principal, @Param('id') id: string) {
    const tone = await this.tones.get(user, id);
    return { status: 'success' as const, style: await this.measures.ofTone(user, tone.id) };
  }

  @Patch(':id')
  @ApiSummary('Change a tone', 'What is absent stays, null takes it away; the version goes up.')
  @ApiSuccess({ tone: ToneView })
  @ApiErrors('not_found', 'conflict', 'forbidden')
  async update(@CurrentUser() user: Principal, @Param('id') id: string, @Body() dto: UpdateToneDto) {
    const change = { name: dto.name, shared: dto.shared, definition: toToneDraft(dto) };
    return { status: 'success' as const, tone: toToneView(await this.tones.update(user, id, change)) };
  }

  @Delete(':id')
  @ApiSummary('Delete a tone')
  @ApiSuccess()
  @ApiErrors('not_found', 'forbidden')
  async remove(@CurrentUser() user: Principal, @Param('id') id: string) {
    await this.tones.remove(user, id);
    return { status: 'success' as const };
  }
}
