/** The routes of runtime settings and of the audit log. */
import { Body, Controller, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../common/owner.js';
import { AdminOnly, NeedsScope } from '../http/access.decorators.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../http/api-docs.decorators.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { PageQueryDto } from '../http/page-query.dto.js';
import { toListView } from '../http/pagination.js';
import { Database } from '../platform/database/database.js';
import { AuditLog } from './audit/audit-log.js';
import { AuditEntryView, AuditVerdictView, toAuditEntryView } from './audit/audit.view.js';
import { verifyAudit } from './audit/verify-audit.js';
import { RollbackDto } from './rollback.dto.js';
import { RuntimeSettings } from './runtime/runtime-settings.js';
import { SettingChangeView, SettingView, toSettingChangeView } from './runtime/setting.view.js';

const anyMember = { type: 'object', additionalProperties: true };

@ApiTags('admin')
@ApiBearerAuth()
@AdminOnly()
@NeedsScope('admin')
@Controller('api/admin')
export class SettingsController {
  constructor(
    private readonly settings: RuntimeSettings,
    private readonly audit: AuditLog,
    private readonly database: Database,
  ) {}

  @Get('config')
  @ApiSummary('Every setting: its value, the layer that decided, what it may be')
  @ApiSuccess({ settings: [SettingView] })
  async list() {
    return { status: 'success', settings: await this.settings.list() };
  }

  @Patch('config')
  @ApiSummary(
    'Change settings while the server runs',
    'Null takes a setting back. All or nothing; at once, on every server within 2 s.',
  )
  @ApiBody({ schema: { ...anyMember, example: { RATE_LIMIT_PER_MINUTE: 300 } } as never })
  @ApiSuccess({ settings: [SettingView] })
  async change(@CurrentUser() user: Principal, @Body() body?: Record<string, unknown>) {
    return { status: 'success', settings: await this.settings.change(user, body ?? {}) };
  }

  @Get('config/history')
  @ApiSummary('What was changed, by whom and when; newest first')
  @ApiList(SettingChangeView)
  async history(@Query() page: PageQueryDto) {
    return toListView(await this.settings.history(page), toSettingChangeView);
  }

  @Post('config/rollback')
  @HttpCode(200)
  @ApiSummary('Undo a change and all that came after it')
  @ApiSuccess({ settings: [SettingView] })
  @ApiErrors('not_found')
  async rollBack(@CurrentUser() user: Principal, @Body() { change_id: id }: RollbackDto) {
    return { status: 'success', settings: await this.settings.rollBack(user, id) };
  }

  @Get('audit')
  @ApiSummary('What administrators and accounts did; newest first')
  @ApiList(AuditEntryView)
  async entries(@Query() page: PageQueryDto) {
    return toListView(await this.audit.list(page), toAuditEntryView);
  }

  @Get('audit/verify')
  @ApiSummary('Does the chain of the audit log hold?')
  @ApiSuccess({ audit: AuditVerdictView })
  async verify() {
    return { status: 'success', audit: await verifyAudit(this.database) };
  }
}
