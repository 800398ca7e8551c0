/** The route by which an account takes everything it owns along. */
import { Controller, Get, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Principal } from '../../common/owner.js';
import { ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { AccountExport } from './account-export.js';
import { sendLines } from './send-lines.js';

const NDJSON = 'application/x-ndjson';

@ApiTags('auth')
@ApiBearerAuth()
@Controller('api/auth/me')
export class AccountExportController {
  constructor(private readonly account: AccountExport) {}

  @Get('export')
  @ApiSummary(
    'Everything the account owns',
    'NDJSON: rows by table, then files in base64; the last line is of type `end`. API keys may not.',
  )
  @ApiResponse({
    status: 200,
    description: 'One JSON object a line.',
    content: { [NDJSON]: { schema: { type: 'string' } } },
  })
  export(@CurrentUser() { userId }: Principal, @Res() response: Response): Promise<void> {
    return sendLines(response, 'rai-chat-account.ndjson', this.account.lines(userId));
  }
}
