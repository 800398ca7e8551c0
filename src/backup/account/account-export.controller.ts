/** The route by which an account takes everything it owns along. */
import { Readable } from 'node:stream';
import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Principal } from '../../common/owner.js';
import { ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { AccountArchive } from './account-archive.js';
import { AccountExportDto } from './account-export.dto.js';
import { AccountExport } from './account-export.js';
import { sendExport } from './send-export.js';

const NDJSON = 'application/x-ndjson';
const ZIP = 'application/zip';
const NAME = 'rai-chat-account';

@ApiTags('auth')
@ApiBearerAuth()
@Controller('api/auth/me')
export class AccountExportController {
  constructor(
    private readonly account: AccountExport,
    private readonly archive: AccountArchive,
  ) {}

  @Get('export')
  @ApiSummary(
    'Everything the account owns',
    'NDJSON: rows by table, then files in base64; the last line is of type `end`. `format=zip`: JSON and files. API keys may not.',
  )
  @ApiResponse({
    status: 200,
    description: 'One JSON object a line, or a zip.',
    content: { [NDJSON]: { schema: { type: 'string' } }, [ZIP]: { schema: { type: 'string', format: 'binary' } } },
  })
  async export(
    @CurrentUser() { userId }: Principal,
    @Query() { format }: AccountExportDto,
    @Res() response: Response,
  ): Promise<void> {
    const isZip = format === 'zip';
    const content = isZip ? await this.archive.stream(userId) : Readable.from(this.account.lines(userId));
    await sendExport(response, { name: `${NAME}.${format}`, type: isZip ? ZIP : NDJSON, content });
  }
}
