/** What becomes of a call: by what its tool can do, and what its user said. Pure. */
import type { SideEffects } from '../../tools/tool.js';

export type Policy = 'allow' | 'ask' | 'deny';

/** What an account wants, by tool. */
export interface PolicySet {
  /** Wherever an answer is made. */
  account: ReadonlyMap<string, Policy>;
  /** Where the agent answers that answers now. */
  agent: ReadonlyMap<string, Policy>;
}

/**
 * A no holds everywhere. Otherwise the word about the agent counts before the word about the account, and both before
 * what the tool's side effects suggest. Nothing makes a dangerous call run unasked.
 */
export function decisionOn(tool: { name: string; sideEffects: SideEffects }, { account, agent }: PolicySet): Policy {
  if (isDenied(tool.name, { account, agent })) return 'deny';
  const said = agent.get(tool.name) ?? account.get(tool.name);
  const policy = said ?? (tool.sideEffects === 'none' ? 'allow' : 'ask');
  return policy === 'allow' && tool.sideEffects === 'dangerous' ? 'ask' : policy;
}

/** Such a tool is not even offered. */
export function isDenied(name: string, { account, agent }: PolicySet): boolean {
  return agent.get(name) === 'deny' || account.get(name) === 'deny';
}
