/** The routes by which an account says how long its things are kept, and reads what was deleted. */
import { Body, Controller, Get, Patch, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../common/owner.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../http/api-docs.decorators.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { PageQueryDto } from '../http/page-query.dto.js';
import { toListView } from '../http/pagination.js';
import { Receipts } from './receipts/receipts.js';
import { ReceiptView, toReceiptView } from './receipts/receipt.view.js';
import { ChangeRetentionDto } from './retention.dto.js';
import { RetentionRules } from './retention/retention-rules.js';
import { RetentionView, toRetentionView } from './retention/retention.view.js';

@ApiTags('auth')
@ApiBearerAuth()
@Controller('api/auth/me')
export class RetentionController {
  constructor(
    private readonly rules: RetentionRules,
    private readonly receipts: Receipts,
  ) {}

  @Get('retention')
  @ApiSummary('How long one’s own things are kept')
  @ApiSuccess({ retention: RetentionView })
  async get(@CurrentUser() caller: Principal) {
    return { status: 'success', retention: toRetentionView(await this.rules.of(caller), this.rules.server) };
  }

  @Patch('retention')
  @ApiSummary(
    'Keep one’s own things for a shorter time',
    'Never longer than the server. What is due goes within the hour.',
  )
  @ApiSuccess({ retention: RetentionView })
  @ApiErrors('validation_failed')
  async change(@CurrentUser() caller: Principal, @Body() body: ChangeRetentionDto) {
    const own = await this.rules.change(caller, body.toChange());
    return { status: 'success', retention: toRetentionView(own, this.rules.server) };
  }

  @Get('receipts')
  @ApiSummary('What of one’s own was deleted, newest first', 'Counts by kind, when and by which rule; no content.')
  @ApiList(ReceiptView)
  async list(@CurrentUser() { userId }: Principal, @Query() page: PageQueryDto) {
    return toListView(await this.receipts.list({ userId }, page), toReceiptView);
  }
}
