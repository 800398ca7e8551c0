import { ApiProperty } from '@nestjs/swagger';
import type { McpServer } from '../config/mcp-servers.js';
import type { McpConnection } from './mcp/mcp-connection.js';
import type { ToolModule } from './modules/tool-module.js';

/** Something tools come from, as administrators see it. */
export class ToolSourceView {
  @ApiProperty({ enum: ['module', 'mcp'] })
  kind: 'module' | 'mcp';
  /** Undefined for a module that could never be loaded. */
  name?: string;
  /** Of a module: its folder or package. */
  path?: string;
  version?: string;
  ok: boolean;
  /** Why it is not ok, in one sentence. */
  detail?: string;
  tools: number;
  /** How often it ended or could not be reached. */
  restarts: number;
}

export function toModuleSourceView({ source, manifest, isRunning, problem, restarts }: ToolModule): ToolSourceView {
  return {
    kind: 'module',
    name: manifest?.name,
    path: source,
    version: manifest?.version,
    ok: isRunning,
    detail: isRunning ? undefined : (problem ?? 'it has not been loaded yet'),
    tools: manifest?.tools.length ?? 0,
    restarts,
  };
}

/** `connection` is undefined where each user has one of their own; `users` have one open. */
export function toServerSourceView(
  { name, perUser }: McpServer,
  connection: McpConnection | undefined,
  users: number,
): ToolSourceView {
  const isOk = perUser || (connection?.isOpen ?? false);
  return {
    kind: 'mcp',
    name,
    version: connection?.version || undefined,
    ok: isOk,
    detail: perUser ? `${users} users connected` : isOk ? undefined : (connection?.problem ?? 'not reached yet'),
    tools: connection?.tools?.size ?? 0,
    restarts: connection?.restarts ?? 0,
  };
}
