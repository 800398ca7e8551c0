/** What users do about MCP servers: see which need a credential of theirs, store it, take it away. */
import { Injectable } from '@nestjs/common';
import { AppError, notFound } from '../../common/app-error.js';
import type { Owner } from '../../common/owner.js';
import { McpConnections } from './mcp-connections.js';
import { McpCredentials } from './mcp-credentials.js';
import { type McpServerView, toMcpServerView } from './mcp.view.js';

@Injectable()
export class McpAccounts {
  constructor(
    private readonly connections: McpConnections,
    private readonly credentials: McpCredentials,
  ) {}

  async list(owner: Owner): Promise<McpServerView[]> {
    const times = await this.credentials.times(owner);
    return this.connections.servers.map((server) => toMcpServerView(server, times.get(server.name)));
  }

  /** Throws `not_found`, and `conflict` for a server that takes none. */
  async store(owner: Owner, name: string, token: string): Promise<void> {
    const server = this.connections.servers.find((one) => one.name === name);
    if (!server) throw notFound();
    if (!server.perUser) throw new AppError('conflict', 'That server takes no credential of a user.');
    await this.credentials.store(owner, name, token);
    // What was opened with another one ends now.
    await this.connections.of(server, owner.userId);
  }

  /** Throws `not_found`. */
  async remove(owner: Owner, name: string): Promise<void> {
    await this.credentials.remove(owner, name);
    const server = this.connections.servers.find((one) => one.name === name);
    if (server) await this.connections.of(server, owner.userId);
  }
}
