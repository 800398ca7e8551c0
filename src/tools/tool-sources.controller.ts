/** The route that shows administrators where tools come from. */
import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AdminOnly, NeedsScope } from '../http/access.decorators.js';
import { ApiList, ApiSummary } from '../http/api-docs.decorators.js';
import { toListView } from '../http/pagination.js';
import { ToolSources } from './tool-sources.js';
import { ToolSourceView } from './tool-source.view.js';

@ApiTags('admin')
@ApiBearerAuth()
@AdminOnly()
@NeedsScope('admin')
@Controller('api/admin/tool-sources')
export class ToolSourcesController {
  constructor(private readonly sources: ToolSources) {}

  @Get()
  @ApiSummary('Plug-in modules and MCP servers, with what is wrong with them')
  @ApiList(ToolSourceView, { description: 'All of them.' })
  list() {
    const items = [...this.sources.modules(), ...this.sources.servers()];
    return toListView({ items, nextCursor: null }, (view) => view);
  }
}
