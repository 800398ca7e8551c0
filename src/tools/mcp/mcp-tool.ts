/** A tool of an MCP server as one user has it, like any other tool. */
import { z } from 'zod';
import { AppError } from '../../common/app-error.js';
import type { McpServer } from '../../config/mcp-servers.js';
import type { SideEffects, Tool, ToolContext, ToolResult } from '../tool.js';
import type { ToolHealth, ToolOrigin } from '../tool-origin.js';
import type { McpConnection } from './mcp-connection.js';
import { callFault, isLostSession } from './mcp-fault.js';
import { toToolResult } from './mcp-result.js';
import type { McpSession } from './mcp-session.js';
import type { McpToolPin } from './mcp-tool-pin.entity.js';

/** The server checks its own (MCP, tools, security considerations); here they need to be an object. */
const anyObject = z.record(z.string(), z.unknown());

const DETAILS: Record<Exclude<ToolHealth, 'ok' | 'unavailable'>, string> = {
  changed: 'The server changed this tool; an administrator has to accept it.',
  credential_needed: 'Store your credential for this server first.',
};

export class McpTool implements Tool<Record<string, unknown>> {
  readonly name: string;
  readonly description: string;
  readonly parameters = anyObject;
  readonly jsonSchema: Record<string, unknown>;
  readonly sideEffects: SideEffects;
  readonly untrusted = true;
  readonly timeoutMs: number;

  /** `connection` is undefined where the user has no credential. */
  constructor(
    private readonly server: McpServer,
    private readonly pin: McpToolPin,
    private readonly connection: McpConnection | undefined,
  ) {
    const accepted = JSON.parse(pin.accepted) as { description: string; parameters: Record<string, unknown> };
    this.name = pin.name;
    this.description = accepted.description;
    this.jsonSchema = accepted.parameters;
    this.sideEffects = server.tool_side_effects[pin.tool] ?? server.side_effects;
    this.timeoutMs = server.timeout_ms;
  }

  get origin(): ToolOrigin {
    const health = this.health();
    const detail = health === 'ok' ? undefined : health === 'unavailable' ? this.connection?.problem : DETAILS[health];
    return { source: 'mcp', from: this.server.name, version: this.connection?.version ?? '', health, detail };
  }

  async run(args: Record<string, unknown>, _: ToolContext, signal: AbortSignal): Promise<ToolResult> {
    const { connection } = this;
    if (!connection) throw new AppError('tool_unavailable', DETAILS.credential_needed);
    connection.busy++;
    try {
      const session = await connection.session(signal);
      return toToolResult(await this.callOn(session, connection, args, signal));
    } catch (error) {
      signal.throwIfAborted();
      throw callFault(error);
    } finally {
      connection.busy--;
    }
  }

  /** A call that a server refused because it has forgotten the session was not run: it is sent once more. */
  private async callOn(
    session: McpSession,
    connection: McpConnection,
    args: Record<string, unknown>,
    signal: AbortSignal,
  ) {
    const call = (on: McpSession) => {
      this.mustBeAccepted(connection);
      return on.call(this.pin.tool, args, signal, this.timeoutMs);
    };
    try {
      return await call(session);
    } catch (error) {
      if (!isLostSession(error)) throw error;
      return call(await connection.reopen(session, signal));
    }
  }

  private mustBeAccepted({ tools }: McpConnection): void {
    const listed = tools?.get(this.pin.tool);
    if (!listed) throw new AppError('tool_unavailable', 'The server does not have this tool any more.');
    if (listed.hash !== this.pin.acceptedHash) throw new AppError('tool_unavailable', DETAILS.changed);
  }

  private health(): ToolHealth {
    const { connection, pin } = this;
    if (!connection) return 'credential_needed';
    const listed = connection.tools?.get(pin.tool);
    if (listed && listed.hash !== pin.acceptedHash) return 'changed';
    return connection.isOpen ? 'ok' : 'unavailable';
  }
}
