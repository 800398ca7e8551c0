/** A file of agents, and what became of one that was read. */
import { AgentView, toAgentView } from './agent.view.js';
import type { ImportedAgent } from './agent-export.js';
import type { Agent } from './agent.js';

/** An agent without what belongs to this server: ids, versions, times. */
export class AgentFileEntryView {
  name: string;
  description?: string;
  instructions: string;
  model?: string;
  parameters?: AgentView['parameters'];
  tools: string[];
  collection_ids: string[];
  tone?: string;
  memory: boolean;
  handoffs: string[];
  /** Absent: `single`. */
  pattern?: AgentView['pattern'];
  limits?: AgentView['limits'];
}

export class ImportedAgentView {
  name: string;
  /** Absent: it was not taken in. */
  agent?: AgentView;
  code?: string;
  error?: string;
}

export function toFileEntry(agent: Agent): AgentFileEntryView {
  const { name, description, instructions, model, parameters, tools, collection_ids, tone, memory, handoffs, limits } =
    toAgentView(agent);
  const optional = { description, model, parameters, tone, pattern: agent.definition.pattern ?? undefined, limits };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { name, ...given, instructions, tools, collection_ids, memory, handoffs };
}

export function toImportedView({ name, agent, code, error }: ImportedAgent): ImportedAgentView {
  return agent ? { name, agent: toAgentView(agent) } : { name, code, error };
}
