/** The route that lists tools. */
import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Owner } from '../common/owner.js';
import { NeedsScope } from '../http/access.decorators.js';
import { ApiList, ApiSummary } from '../http/api-docs.decorators.js';
import { CurrentUser } from '../http/current-user.decorator.js';
import { toListView } from '../http/pagination.js';
import { ToolRegistry } from './tool-registry.js';
import { ToolView, toToolView } from './tool.view.js';

@ApiTags('chat')
@ApiBearerAuth()
@NeedsScope('chat')
@Controller('api/chat/tools')
export class ToolsController {
  constructor(private readonly registry: ToolRegistry) {}

  @Get()
  @ApiSummary(
    'Tools agents may list',
    'Built in, of plug-in modules and of MCP servers. Web search is among them only where an engine is set up.',
  )
  @ApiList(ToolView, { description: 'All of them.' })
  async list(@CurrentUser() { userId }: Owner) {
    return toListView({ items: await this.registry.list(userId), nextCursor: null }, toToolView);
  }
}
