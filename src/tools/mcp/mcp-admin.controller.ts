/** The routes by which administrators accept what tools of MCP servers became. */
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Owner } from '../../common/owner.js';
import { AdminOnly, NeedsScope } from '../../http/access.decorators.js';
import { ApiErrors, ApiList, ApiSuccess, ApiSummary } from '../../http/api-docs.decorators.js';
import { CurrentUser } from '../../http/current-user.decorator.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { toListView } from '../../http/pagination.js';
import { McpPins } from './mcp-pins.js';
import { AcceptToolDto } from './mcp.dto.js';
import { McpToolPinView, toMcpToolPinView } from './mcp.view.js';

@ApiTags('admin')
@ApiBearerAuth()
@AdminOnly()
@NeedsScope('admin')
@Controller('api/admin/mcp-tools')
export class McpAdminController {
  constructor(private readonly pins: McpPins) {}

  @Get()
  @ApiSummary('Tools of MCP servers as they were accepted, and what they became')
  @ApiList(McpToolPinView)
  async list(@Query() page: PageQueryDto) {
    return toListView(await this.pins.list(page), toMcpToolPinView);
  }

  @Post(':name/accept')
  @HttpCode(200)
  @ApiSummary('Accept what a tool became', 'Only what was looked at: the hash must be that of now.')
  @ApiSuccess({ tool: McpToolPinView })
  @ApiErrors('not_found', 'conflict')
  async accept(@CurrentUser() caller: Owner, @Param('name') name: string, @Body() { hash }: AcceptToolDto) {
    return { status: 'success', tool: toMcpToolPinView(await this.pins.accept(caller, name, hash)) };
  }
}
