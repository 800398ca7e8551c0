/** Where tools come from that are not built in, and how those places are. */
import { Injectable } from '@nestjs/common';
import { McpConnections } from './mcp/mcp-connections.js';
import { ToolModules } from './modules/tool-modules.js';
import { toModuleSourceView, type ToolSourceView, toServerSourceView } from './tool-source.view.js';

@Injectable()
export class ToolSources {
  constructor(
    private readonly toolModules: ToolModules,
    private readonly connections: McpConnections,
  ) {}

  modules(): ToolSourceView[] {
    return this.toolModules.modules.map(toModuleSourceView);
  }

  servers(): ToolSourceView[] {
    return this.connections.servers.map((server) =>
      toServerSourceView(server, this.connections.sharedOf(server.name), this.connections.usersOf(server.name)),
    );
  }
}
