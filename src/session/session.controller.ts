/** The routes of conversations. */
import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Principal } from '../common/owner.js';
import { NeedsScope } from '../http/access.decorators.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../http/api-docs.decorators.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { toListView } from '../http/pagination.js';
import { sendPieces } from '../http/send-stream.js';
import { toPageWanted } from './dto/page-wanted.js';
import {
  CreateSessionDto,
  ExportQueryDto,
  ForkDto,
  MessageQueryDto,
  SessionQueryDto,
  UpdateSessionDto,
} from './dto/session.dto.js';
import { EXPORT_RESPONSE } from './export/export-docs.js';
import { EXPORT_FORMATS } from './export/export-formats.js';
import { SessionExport } from './export/session-export.js';
import { MessagePages } from './message-pages.js';
import { SessionCopies } from './session-copies.js';
import { Sessions } from './sessions.js';
import { MessageView, toMessageView } from './views/message.view.js';
import { SessionView, toSessionView } from './views/session.view.js';

@ApiTags('sessions')
@ApiBearerAuth()
@NeedsScope('sessions')
@Controller('api/session')
export class SessionController {
  constructor(
    private readonly sessions: Sessions,
    private readonly messages: MessagePages,
    private readonly copies: SessionCopies,
    private readonly exports: SessionExport,
  ) {}

  @Post()
  @ApiSummary('Begin a conversation')
  @ApiSuccess({ session: SessionView }, { status: 201 })
  @ApiErrors('not_found')
  async create(@CurrentUser() user: Principal, @Body() dto: CreateSessionDto) {
    return { status: 'success', session: toSessionView(await this.sessions.create(user.userId, dto)) };
  }

  @Get()
  @ApiSummary('Conversations, newest first', '`q` searches titles and messages.')
  @ApiList(SessionView)
  @ApiErrors('invalid_cursor')
  async list(@CurrentUser() user: Principal, @Query() query: SessionQueryDto) {
    return toListView(await this.sessions.list(user.userId, query), toSessionView);
  }

  @Get(':id')
  @ApiSummary('One conversation')
  @ApiSuccess({ session: SessionView })
  @ApiErrors('not_found')
  async get(@CurrentUser() user: Principal, @Param('id', ParseUUIDPipe) id: string) {
    return { status: 'success', session: toSessionView(await this.sessions.get(user.userId, id)) };
  }

  @Patch(':id')
  @ApiSummary('Change settings, title, folder or archive')
  @ApiSuccess({ session: SessionView })
  @ApiErrors('not_found')
  async update(@CurrentUser() user: Principal, @Param('id', ParseUUIDPipe) id: string, @Body() dto: UpdateSessionDto) {
    return { status: 'success', session: toSessionView(await this.sessions.update(user.userId, id, dto)) };
  }

  @Delete(':id')
  @ApiSummary('Delete with all its messages', 'An answer that is being written is stopped.')
  @ApiSuccess()
  @ApiErrors('not_found')
  async delete(@CurrentUser() user: Principal, @Param('id', ParseUUIDPipe) id: string) {
    await this.sessions.delete(user.userId, id);
    return { status: 'success' };
  }

  @Get(':id/messages')
  @ApiSummary(
    'Messages of the active branch, oldest first',
    '`all=true`: of the whole tree; else `order=desc` begins at the newest, and `until` or `through` names another branch.',
  )
  @ApiList(MessageView)
  @ApiErrors('not_found', 'invalid_cursor', 'validation_failed')
  async listMessages(
    @CurrentUser() user: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: MessageQueryDto,
  ) {
    return toListView(await this.messages.page(user.userId, id, toPageWanted(query)), toMessageView);
  }

  @Post(':id/fork')
  @ApiSummary('Copy up to a message into a new conversation')
  @ApiSuccess({ session: SessionView }, { status: 201 })
  @ApiErrors('not_found')
  async fork(@CurrentUser() user: Principal, @Param('id', ParseUUIDPipe) id: string, @Body() dto: ForkDto) {
    return { status: 'success', session: toSessionView(await this.copies.fork(user.userId, id, dto.message_id)) };
  }

  @Get(':id/export')
  @HttpCode(200)
  @ApiSummary('Keep a copy', '`format=json` can be imported again; `format=markdown` is for reading.')
  @ApiResponse(EXPORT_RESPONSE)
  @ApiErrors('not_found')
  async export(
    @CurrentUser() user: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: ExportQueryDto,
    @Res() response: Response,
  ): Promise<void> {
    const format = EXPORT_FORMATS[query.format];
    const pieces = await this.exports.pieces(user.userId, id, format);
    await sendPieces(response.type(format.type), pieces);
  }
}
