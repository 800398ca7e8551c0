/** The routes of users' credentials for MCP servers. */
import { Body, Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { toDone } from '../../auth/accounts/done.view.js';
import type { Owner } from '../../common/owner.js';
import { NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { toListView } from '../../http/pagination.js';
import { McpAccounts } from './mcp-accounts.js';
import { StoreCredentialDto } from './mcp.dto.js';
import { McpServerView } from './mcp.view.js';

@ApiTags('chat')
@ApiBearerAuth()
@NeedsScope('chat')
@Controller('api/chat/mcp-servers')
export class McpController {
  constructor(private readonly accounts: McpAccounts) {}

  @Get()
  @ApiSummary('MCP servers, and which need a credential of yours')
  @ApiList(McpServerView, { description: 'All of them.' })
  async list(@CurrentUser() caller: Owner) {
    return toListView({ items: await this.accounts.list(caller), nextCursor: null }, (view) => view);
  }

  @Put(':name/credential')
  @ApiSummary('Store your credential for an MCP server', 'It replaces the one before, and is never shown again.')
  @ApiSuccess()
  @ApiErrors('not_found', 'conflict')
  store(@CurrentUser() caller: Owner, @Param('name') name: string, @Body() { token }: StoreCredentialDto) {
    return toDone(this.accounts.store(caller, name, token));
  }

  @Delete(':name/credential')
  @ApiSummary('Take your credential for an MCP server away')
  @ApiSuccess()
  @ApiErrors('not_found')
  remove(@CurrentUser() caller: Owner, @Param('name') name: string) {
    return toDone(this.accounts.remove(caller, name));
  }
}
