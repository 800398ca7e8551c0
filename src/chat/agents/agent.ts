/** Who answers: instructions, a model, and what it may use. */
import type { Pattern } from '../patterns/pattern.js';
import type { NamedProfile } from '../profiles/named-profile.js';

export interface AgentParameters {
  temperature?: number;
  max_tokens?: number;
}

/** By name as in `BudgetLimitsDto`. */
export type BudgetLimits = Readonly<Record<string, number>>;

export interface AgentDefinition {
  description?: string | null;
  instructions?: string;
  model?: string | null;
  parameters?: AgentParameters | null;
  /** Names of tools; those this server does not have are passed over. */
  tools?: string[];
  /** Only documents of these; empty: all. */
  collection_ids?: string[];
  /** Id or name. */
  tone?: string | null;
  memory?: boolean;
  /** How it comes to its answer; absent: `single`. */
  pattern?: Pattern | null;
  /** Ids or names of agents it may pass the conversation to. */
  handoffs?: string[];
  /** What turns it begins to answer may use; of a shared one, those of all accounts together. */
  limits?: BudgetLimits | null;
}

export type Agent = NamedProfile<AgentDefinition>;
