import { ApiProperty } from '@nestjs/swagger';
import type { McpServer } from '../../config/mcp-servers.js';
import type { McpToolPin } from './mcp-tool-pin.entity.js';

const anyMember = { type: 'object', additionalProperties: true } as const;

/** What a server says of a tool. */
export class McpDefinitionView {
  tool: string;
  description: string;
  @ApiProperty(anyMember)
  parameters: unknown;
}

export class McpToolPinView {
  /** As agents list it. */
  name: string;
  server: string;
  accepted_hash: string;
  accepted: McpDefinitionView;
  accepted_at: string;
  /** Null: the first that was seen, which nobody has to accept. */
  @ApiProperty({ type: 'string', nullable: true })
  accepted_by: string | null;
  /** What the tool is now, where that is something else: it is not used until that is accepted. */
  @ApiProperty({ type: 'string', nullable: true })
  offered_hash: string | null;
  @ApiProperty({ type: McpDefinitionView, nullable: true })
  offered: McpDefinitionView | null;
  @ApiProperty({ type: 'string', nullable: true })
  offered_at: string | null;
}

export function toMcpToolPinView(pin: McpToolPin): McpToolPinView {
  return {
    name: pin.name,
    server: pin.server,
    accepted_hash: pin.acceptedHash,
    accepted: toDefinitionView(pin.accepted),
    accepted_at: pin.acceptedAt,
    accepted_by: pin.acceptedBy,
    offered_hash: pin.offeredHash,
    offered: pin.offered === null ? null : toDefinitionView(pin.offered),
    offered_at: pin.offeredAt,
  };
}

function toDefinitionView(text: string): McpDefinitionView {
  const { tool, description, parameters } = JSON.parse(text) as McpDefinitionView;
  return { tool, description, parameters };
}

/** An MCP server as users see it: neither where it is nor what it is sent. */
export class McpServerView {
  name: string;
  /** Whether it needs a credential of yours. */
  needs_credential: boolean;
  /** When you stored yours. */
  @ApiProperty({ type: 'string', nullable: true })
  credential_stored_at: string | null;
}

export function toMcpServerView({ name, perUser }: McpServer, storedAt: string | undefined): McpServerView {
  return { name, needs_credential: perUser, credential_stored_at: storedAt ?? null };
}
