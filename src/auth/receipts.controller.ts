import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AdminOnly, NeedsScope } from '../http/access.decorators.js';
import { ApiList, ApiSummary } from '../http/api-docs.decorators.js';
import { PageQueryDto } from '../http/page-query.dto.js';
import { toListView } from '../http/pagination.js';
import { Receipts } from './receipts/receipts.js';
import { ReceiptView, toReceiptView } from './receipts/receipt.view.js';

@ApiTags('admin')
@AdminOnly()
@NeedsScope('admin')
@Controller('api/admin/receipts')
export class ReceiptsController {
  constructor(private readonly receipts: Receipts) {}

  @Get()
  @ApiSummary('What was deleted, of all accounts and of the server; newest first')
  @ApiList(ReceiptView)
  async list(@Query() page: PageQueryDto) {
    return toListView(await this.receipts.list({}, page), toReceiptView);
  }
}
