/** A tool as clients see it. */
import { ApiProperty } from '@nestjs/swagger';
import type { SideEffects } from './tool.js';
import { BUILT_IN, TOOL_HEALTHS, TOOL_SOURCES, type ToolHealth, type ToolOrigin } from './tool-origin.js';
import type { KnownTool } from './tool-registry.js';

export class ToolView {
  /** What agents list it by. */
  name: string;
  description: string;
  /** JSON schema of the arguments. */
  parameters: Record<string, unknown>;
  /** `none`: it only reads. */
  side_effects: SideEffects;
  /** Changes when the tool does; SHA-256 in hex. */
  schema_hash: string;
  @ApiProperty({ enum: TOOL_SOURCES })
  source: ToolOrigin['source'];
  /** Name of the module or of the MCP server. */
  from?: string;
  /** Of the module or the MCP server. */
  version: string;
  /**
   * `unavailable`: not at the moment. `changed`: until an administrator accepts what it became. `credential_needed`:
   * until you store one.
   */
  @ApiProperty({ enum: TOOL_HEALTHS })
  health: ToolHealth;
  /** Why it is not well, in one sentence. */
  detail?: string;
}

export function toToolView({ tool, spec, schemaHash }: KnownTool): ToolView {
  const { source, from, version, health, detail } = tool.origin ?? BUILT_IN;
  return {
    name: tool.name,
    description: tool.description,
    parameters: spec.parameters ?? {},
    side_effects: tool.sideEffects,
    schema_hash: schemaHash,
    source,
    ...(from !== undefined && { from }),
    version,
    health,
    ...(detail !== undefined && { detail }),
  };
}
