/** The routes of what an account wants done with calls of tools. */
import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Principal } from '../../common/owner.js';
import { NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { toListView } from '../../http/pagination.js';
import { PolicyScopeDto, SetPolicyDto } from './policy.dto.js';
import { PolicyView, toPolicyView } from './policy.view.js';
import { ToolPolicies } from './tool-policies.js';

@ApiTags('chat')
@ApiBearerAuth()
@NeedsScope('chat')
@Controller('api/chat/tool-policies')
export class PoliciesController {
  constructor(private readonly policies: ToolPolicies) {}

  @Get()
  @ApiSummary('What is to be done with calls of tools', 'Tools that are not named follow their side effects.')
  @ApiList(PolicyView, { description: 'All of them.' })
  async list(@CurrentUser() user: Principal) {
    return toListView(await this.policies.list(user), toPolicyView);
  }

  @Put(':tool')
  @ApiSummary('Allow, ask about or deny the calls of a tool', 'Everywhere, or where one agent answers.')
  @ApiSuccess({ policy: PolicyView })
  @ApiErrors('not_found', 'validation_failed', 'quota_exceeded')
  async set(@CurrentUser() user: Principal, @Param('tool') tool: string, @Body() { policy, agent }: SetPolicyDto) {
    return { status: 'success' as const, policy: toPolicyView(await this.policies.set(user, tool, policy, agent)) };
  }

  @Delete(':tool')
  @HttpCode(200)
  @ApiSummary('Take back what was said of a tool')
  @ApiSuccess()
  @ApiErrors('not_found')
  async remove(@CurrentUser() user: Principal, @Param('tool') tool: string, @Query() { agent }: PolicyScopeDto) {
    await this.policies.remove(user, tool, agent);
    return { status: 'success' as const };
  }
}
