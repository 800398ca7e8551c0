/** What an account wants done with calls of a tool, as clients see it. Pure. */
import { EVERYWHERE, type PolicyRow } from './tool-policies.js';

export class PolicyView {
  tool: string;
  policy: 'allow' | 'ask' | 'deny';
  /** Only where this agent answers; absent: wherever an answer is made. */
  agent_id?: string;
  updated_at: string;
}

export function toPolicyView({ scope, tool, policy, updated_at }: PolicyRow): PolicyView {
  return { tool, policy, ...(scope !== EVERYWHERE && { agent_id: scope }), updated_at };
}
