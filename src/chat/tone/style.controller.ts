/** The route of statistics that needs to know what tones ask for: statistics themselves know of no tones. */
import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../common/owner.js';
import { NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { StyleDrift } from './style-drift.js';
import { StyleDriftDto } from './style-drift.dto.js';
import { ToneDriftView } from './style-drift.view.js';

const text = { type: 'string' };

@ApiTags('stats')
@ApiBearerAuth()
@NeedsScope('stats')
@Controller('api/stats')
export class StyleController {
  constructor(private readonly drift: StyleDrift) {}

  @Get('style')
  @ApiSummary(
    'How answers were written, beside what their tones ask for',
    "One's own; buckets without answers are left out.",
  )
  @ApiSuccess({ from: text, to: text, bucket: text, tones: [ToneDriftView] })
  @ApiErrors('bad_request', 'not_found')
  async style(@CurrentUser() user: Principal, @Query() query: StyleDriftDto) {
    return { status: 'success' as const, ...(await this.drift.of(user, query)) };
  }
}
