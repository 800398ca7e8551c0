/** The routes that look behind an answer. */
import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { Principal } from '../common/owner.js';
import { NeedsScope } from '../http/access.decorators.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../http/api-docs.decorators.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { MessageContexts } from './context/message-contexts.js';
import { FeedbackDto, SendMessageDto } from './dto/chat.dto.js';
import { toStartRequest } from './dto/start-request.js';
import { Feedback } from './feedback.js';
import { Models } from './models.js';
import { ContextView } from './views/context.view.js';
import { FeedbackView } from './views/feedback.view.js';
import { ModelView } from './views/model.view.js';

@ApiTags('chat')
@ApiBearerAuth()
@NeedsScope('chat')
@Controller('api/chat')
export class MessageController {
  constructor(
    private readonly contexts: MessageContexts,
    private readonly feedback: Feedback,
    private readonly models: Models,
  ) {}

  @Get('messages/:id/context')
  @ApiSummary('What entered the prompt of an answer')
  @ApiSuccess({ context: ContextView })
  @ApiErrors('not_found', 'turn_running')
  async context(@CurrentUser() user: Principal, @Param('id', ParseUUIDPipe) id: string) {
    return { status: 'success', context: await this.contexts.ofAnswer(user.userId, id) };
  }

  @Post('context/preview')
  @HttpCode(200)
  @ApiSummary('What would enter the prompt', 'Asks no model and saves nothing.')
  @ApiSuccess({ context: ContextView })
  @ApiErrors('not_found', 'turn_running')
  async preview(@CurrentUser() user: Principal, @Body() dto: SendMessageDto, @Req() request: Request) {
    return { status: 'success', context: await this.contexts.preview(user.userId, toStartRequest(dto, request)) };
  }

  @Post('messages/:id/feedback')
  @HttpCode(200)
  @ApiSummary('Rate an answer')
  @ApiSuccess({ feedback: FeedbackView })
  @ApiErrors('not_found', 'bad_request')
  async rate(@CurrentUser() user: Principal, @Param('id', ParseUUIDPipe) id: string, @Body() dto: FeedbackDto) {
    return { status: 'success', feedback: await this.feedback.give(user.userId, id, dto) };
  }

  @Get('models')
  @ApiSummary('Models a request may name')
  @ApiList(ModelView)
  @ApiErrors('upstream_unavailable', 'upstream_timeout', 'upstream_error')
  list() {
    return this.models.list();
  }
}
