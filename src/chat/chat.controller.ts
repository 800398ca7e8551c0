/** The routes that begin turns and follow them. */
import { applyDecorators, Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiExtraModels, ApiHeader, ApiResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Principal } from '../common/owner.js';
import { NeedsScope } from '../http/access.decorators.js';
import { ApiErrors, ApiEventStream, ApiSuccess, ApiSummary } from '../http/api-docs.decorators.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { stillThere } from '../http/idempotent.js';
import { StreamRoute } from '../http/stream-route.decorator.js';
import { AnswerDoor } from './answer-door.js';
import { DecideDto, RegenerateDto, SendMessageDto } from './dto/chat.dto.js';
import { resumePoint } from './dto/resume-point.js';
import { toStartRequest } from './dto/start-request.js';
import { toVerdict } from './dto/verdict.js';
import { toTurnOptions } from './dto/turn-options.dto.js';
import { TurnControl } from './turn/turn-control.js';
import { Turns } from './turn/turns.js';
import { AnswerView } from './views/answer.view.js';
import { TurnView } from './views/turn.view.js';

/** What both ways to get an answer say of themselves. */
function AnswerDocs() {
  return applyDecorators(
    ApiExtraModels(AnswerView),
    ApiResponse({
      status: 200,
      description: 'The answer.',
      content: {
        'application/json': { schema: { $ref: getSchemaPath(AnswerView) } },
        'text/event-stream': { schema: { type: 'string' } },
      },
    }),
    ApiResponse({
      status: 202,
      description: 'Not streaming, and calls of tools wait for a yes: `turn_status` is `requires_action`.',
      content: { 'application/json': { schema: { $ref: getSchemaPath(AnswerView) } } },
    }),
    ApiErrors(
      'not_found',
      'turn_running',
      'idempotency_mismatch',
      'model_not_found',
      'upstream_unavailable',
      'upstream_timeout',
      'upstream_rate_limited',
      'upstream_rejected',
      'upstream_error',
      'upstream_too_large',
      'invalid_output',
    ),
  );
}

@ApiTags('chat')
@ApiBearerAuth()
@NeedsScope('chat')
@Controller('api/chat')
export class ChatController {
  constructor(
    private readonly turns: Turns,
    private readonly door: AnswerDoor,
    private readonly control: TurnControl,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiSummary('Ask', 'With `streaming: true` the answer is `text/event-stream`, else one JSON body.')
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key and body within 24 h make one turn; once its conversation is deleted they are 404.',
  })
  @AnswerDocs()
  async send(
    @CurrentUser() user: Principal,
    @Body() dto: SendMessageDto,
    @Req() request: Request,
    @Res() response: Response,
  ) {
    const asked = toStartRequest(dto, request);
    const turn = await this.turns.start(user.userId, asked);
    await stillThere(asked.idempotency, this.door.answer(user, turn, dto.streaming ?? false, response));
  }

  @Post('regenerate')
  @HttpCode(200)
  @ApiSummary('Answer again', 'Makes a second answer beside the given one; it becomes the active branch.')
  @AnswerDocs()
  async regenerate(@CurrentUser() user: Principal, @Body() dto: RegenerateDto, @Res() response: Response) {
    const turn = await this.turns.regenerate(user.userId, dto.message_id, toTurnOptions(dto));
    await this.door.answer(user, turn, dto.streaming ?? false, response);
  }

  @Get('turns/:id')
  @ApiSummary('One turn', 'Of a running turn the text so far.')
  @ApiSuccess({ turn: TurnView })
  @ApiErrors('not_found')
  async turn(@CurrentUser() user: Principal, @Param('id', ParseUUIDPipe) id: string) {
    return { status: 'success', turn: await this.control.get(user.userId, id) };
  }

  @Get('turns/:id/events')
  @StreamRoute()
  @ApiSummary('Follow a turn', 'From `Last-Event-ID` or `?after=`; 204 where its end was seen already.')
  @ApiEventStream('The frames after the one named, live until `turn-end`.')
  @ApiErrors('not_found', 'bad_request')
  async events(
    @CurrentUser() user: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ) {
    await this.door.stream(user, id, resumePoint(request), response);
  }

  @Post('turns/:id/stop')
  @HttpCode(200)
  @ApiSummary('Stop a turn', 'What was written stays; the turn is incomplete with reason `stopped`.')
  @ApiSuccess({ turn: TurnView })
  @ApiErrors('not_found')
  async stop(@CurrentUser() user: Principal, @Param('id', ParseUUIDPipe) id: string) {
    return { status: 'success', turn: await this.control.stop(user.userId, id) };
  }

  @Post('turns/:id/approve')
  @HttpCode(200)
  @ApiSummary('Allow calls that wait', 'The tools run, each once, and the turn goes on under its id.')
  @ApiSuccess({ turn: TurnView })
  @ApiErrors('not_found', 'not_waiting', 'approval_stale', 'validation_failed', 'tool_unavailable')
  async approve(@CurrentUser() user: Principal, @Param('id', ParseUUIDPipe) id: string, @Body() dto?: DecideDto) {
    return { status: 'success', turn: await this.control.decide(user.userId, id, toVerdict('approved', dto)) };
  }

  @Post('turns/:id/deny')
  @HttpCode(200)
  @ApiSummary('Refuse calls that wait', 'They do not run; the model is told so, and the turn goes on under its id.')
  @ApiSuccess({ turn: TurnView })
  @ApiErrors('not_found', 'not_waiting')
  async deny(@CurrentUser() user: Principal, @Param('id', ParseUUIDPipe) id: string, @Body() dto?: DecideDto) {
    return { status: 'success', turn: await this.control.decide(user.userId, id, toVerdict('denied', dto)) };
  }
}
