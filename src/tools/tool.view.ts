/** A tool as clients see it. */
import type { ToolSpec } from '../platform/llm/chat-request.js';
import type { SideEffects, Tool } from './tool.js';

export class ToolView {
  /** What agents list it by. */
  name: string;
  description: string;
  /** JSON schema of the arguments. */
  parameters: Record<string, unknown>;
  /** `none`: it only reads. */
  side_effects: SideEffects;
}

export function toToolView(tool: Tool, spec: ToolSpec | undefined): ToolView {
  return {
    name: tool.name,
    description: tool.description,
    parameters: spec?.parameters ?? {},
    side_effects: tool.sideEffects,
  };
}
