/** The tools of the MCP servers administrators named, as a source of tools: as each user has them. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { withDeadline } from '../../common/deadline.js';
import type { McpServer } from '../../config/mcp-servers.js';
import type { Tool } from '../tool.js';
import type { ToolSource } from '../tool-source.js';
import type { McpConnection } from './mcp-connection.js';
import { McpConnections } from './mcp-connections.js';
import { McpPins } from './mcp-pins.js';
import { McpTool } from './mcp-tool.js';
import type { McpToolPin } from './mcp-tool-pin.entity.js';
import { serverOf } from './mcp-tool-name.js';

/** How long a look at the tools waits for a server; one that takes longer is shown as it was last known. */
const LOOK_MS = 5000;

@Injectable()
export class McpTools implements ToolSource {
  constructor(
    private readonly connections: McpConnections,
    private readonly pins: McpPins,
  ) {}

  async list(userId: string, signal?: AbortSignal): Promise<Tool[]> {
    const lists = await Promise.all(this.connections.servers.map((server) => this.ofServer(server, userId, signal)));
    return lists.flat() as Tool[];
  }

  async find(name: string, userId: string, signal?: AbortSignal): Promise<Tool | undefined> {
    const server = this.connections.servers.find((one) => one.name === serverOf(name));
    if (!server) return undefined;
    const connection = await this.looked(server, userId, signal);
    const pin = await this.pins.find(name);
    return pin && isThere(server, pin, connection) ? (new McpTool(server, pin, connection) as Tool) : undefined;
  }

  private async ofServer(server: McpServer, userId: string, signal?: AbortSignal): Promise<McpTool[]> {
    const connection = await this.looked(server, userId, signal);
    const pins = await this.pins.ofServer(server.name);
    return pins.filter((pin) => isThere(server, pin, connection)).map((pin) => new McpTool(server, pin, connection));
  }

  /** The user's connection, opened if that is quick. */
  private async looked(server: McpServer, userId: string, signal?: AbortSignal): Promise<McpConnection | undefined> {
    const connection = await this.connections.of(server, userId);
    if (!connection || connection.isOpen) return connection;
    try {
      await withDeadline(LOOK_MS, signal, (late) => connection.session(late));
    } catch (error) {
      signal?.throwIfAborted();
      // Shown as unavailable.
      if (!(error instanceof AppError)) throw error;
    }
    return connection;
  }
}

/** A tool of the allow list that the server lists, as far as that is known. */
function isThere({ tools: allowed, name }: McpServer, pin: McpToolPin, connection: McpConnection | undefined): boolean {
  if (pin.server !== name || !(allowed?.includes(pin.tool) ?? true)) return false;
  return connection?.tools?.has(pin.tool) ?? true;
}
