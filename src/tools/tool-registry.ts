/** The tools of this server. It must not know who may use which. */
import { z } from 'zod';
import type { ToolSpec } from '../platform/llm/chat-request.js';
import { schemaHash } from './schema-hash.js';
import type { Tool } from './tool.js';
import { NAMESPACE_MARK, type ToolSource } from './tool-source.js';

/** Tools there are only where something is set up for them. */
const OPTIONAL = new Set(['web_search']);

/** A tool and what is told of it. */
export interface KnownTool {
  tool: Tool;
  /** As models are told; `parameters` is a JSON schema. */
  spec: ToolSpec;
  /** Changes with its name, description, parameters and side effects, and with nothing else; SHA-256 in hex. */
  schemaHash: string;
}

export class ToolRegistry {
  private readonly builtIn = new Map<string, KnownTool>();
  private readonly others = new WeakMap<Tool, KnownTool>();

  constructor(
    tools: readonly Tool[],
    private readonly sources: readonly ToolSource[] = [],
  ) {
    for (const tool of tools) this.add(tool);
  }

  /** All tools of a user, well or not: those built in first. */
  async list(userId: string, signal?: AbortSignal): Promise<KnownTool[]> {
    const lists = await Promise.all(this.sources.map((source) => source.list(userId, signal)));
    return [...this.builtIn.values(), ...lists.flat().map((tool) => this.known(tool))];
  }

  /** The tool of that name as this user has it now. */
  async find(name: string, userId: string, signal?: AbortSignal): Promise<KnownTool | undefined> {
    if (!name.includes(NAMESPACE_MARK)) return this.builtIn.get(name);
    for (const source of this.sources) {
      const tool = await source.find(name, userId, signal);
      if (tool) return this.known(tool);
    }
    return undefined;
  }

  /** Those of these names that models may be offered, in the order named; those that need somebody first are not. */
  async offered(names: readonly string[], userId: string, signal?: AbortSignal): Promise<ToolSpec[]> {
    const found = await Promise.all(names.map((name) => this.find(name, userId, signal)));
    return found.flatMap((known) => (known && mayBeOffered(known.tool) ? known.spec : []));
  }

  /** Whether a tool of that name may be listed by an agent, set up here or not. */
  async knows(name: string, userId: string): Promise<boolean> {
    return OPTIONAL.has(name) || (await this.find(name, userId)) !== undefined;
  }

  private add(tool: Tool): void {
    if (this.builtIn.has(tool.name)) throw new Error(`two tools are called ${tool.name}`);
    if (tool.name.includes(NAMESPACE_MARK)) throw new Error(`${tool.name} is no name for a built-in tool`);
    this.builtIn.set(tool.name, toKnown(tool));
  }

  private known(tool: Tool): KnownTool {
    let known = this.others.get(tool);
    if (!known) this.others.set(tool, (known = toKnown(tool)));
    return known;
  }
}

/** One that is away for a moment is offered: the model is told so when it calls. */
function mayBeOffered({ origin }: Tool): boolean {
  return origin === undefined || origin.health === 'ok' || origin.health === 'unavailable';
}

function toKnown(tool: Tool): KnownTool {
  const { name, description, sideEffects } = tool;
  const parameters = tool.jsonSchema ?? schemaOf(tool);
  return {
    tool,
    spec: { name, description, parameters },
    schemaHash: schemaHash({ name, description, parameters, sideEffects }),
  };
}

function schemaOf(tool: Tool): Record<string, unknown> {
  const parameters: Record<string, unknown> = z.toJSONSchema(tool.parameters, { io: 'input' });
  delete parameters.$schema;
  return parameters;
}
