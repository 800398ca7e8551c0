/** An agent as clients see it. */
import { BudgetLimitsDto } from '../../http/limits/budget-limits.dto.js';
import { ApiProperty } from '@nestjs/swagger';
import { type Pattern, PATTERNS } from '../patterns/pattern.js';
import { AgentParametersDto } from './agent.dto.js';
import type { Agent } from './agent.js';

export class AgentView {
  id: string;
  name: string;
  description?: string;
  instructions: string;
  model?: string;
  parameters?: AgentParametersDto;
  tools: string[];
  collection_ids: string[];
  tone?: string;
  memory: boolean;
  handoffs: string[];
  @ApiProperty({ enum: PATTERNS })
  pattern: Pattern;
  limits?: BudgetLimitsDto;
  /** Counts its changes. */
  version: number;
  /** Everybody may use it. */
  shared: boolean;
  /** Made by somebody else: it can be used, not changed. */
  read_only: boolean;
  created_at?: string;
  updated_at?: string;
}

export function toAgentView({ id, name, definition, ...agent }: Agent): AgentView {
  const { description, model, parameters, tone, limits } = definition;
  return {
    id,
    name,
    ...(description && { description }),
    instructions: definition.instructions ?? '',
    ...(model && { model }),
    ...(parameters && { parameters }),
    tools: definition.tools ?? [],
    collection_ids: definition.collection_ids ?? [],
    ...(tone && { tone }),
    memory: definition.memory ?? true,
    handoffs: definition.handoffs ?? [],
    pattern: definition.pattern ?? 'single',
    ...(limits && { limits }),
    version: agent.version,
    shared: agent.shared,
    read_only: !agent.isOwn,
    ...(agent.createdAt && { created_at: agent.createdAt, updated_at: agent.updatedAt }),
  };
}
