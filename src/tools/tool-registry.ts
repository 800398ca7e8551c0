/** The tools of this server. It must not know who may use which. */
import { z } from 'zod';
import type { ToolSpec } from '../platform/llm/chat-request.js';
import type { Tool } from './tool.js';

/** Tools there are only where something is set up for them. */
const OPTIONAL = new Set(['web_search']);

export class ToolRegistry {
  private readonly tools = new Map<string, Tool>();
  private readonly specs = new Map<string, ToolSpec>();

  constructor(tools: readonly Tool[]) {
    for (const tool of tools) this.add(tool);
  }

  all(): Tool[] {
    return [...this.tools.values()];
  }

  get(name: string): Tool | undefined {
    return this.tools.get(name);
  }

  /** Whether a tool of that name may be listed by an agent, set up here or not. */
  knows(name: string): boolean {
    return this.tools.has(name) || OPTIONAL.has(name);
  }

  /** A tool as models are told of it; `parameters` is a JSON schema. */
  spec(name: string): ToolSpec | undefined {
    return this.specs.get(name);
  }

  private add(tool: Tool): void {
    if (this.tools.has(tool.name)) throw new Error(`two tools are called ${tool.name}`);
    const parameters: Record<string, unknown> = z.toJSONSchema(tool.parameters, { io: 'input' });
    delete parameters.$schema;
    this.tools.set(tool.name, tool);
    this.specs.set(tool.name, { name: tool.name, description: tool.description, parameters });
  }
}
