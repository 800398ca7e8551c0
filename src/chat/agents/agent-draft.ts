/** Checks what a request says of an agent against what there is. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import type { Principal } from '../../common/owner.js';
import { Collections } from '../../rag/collections/collections.js';
import { ToolRegistry } from '../../tools/tool-registry.js';
import type { ProfileDraft } from '../profiles/profile-shelf.js';
import { Tones } from '../tone/tones.js';
import type { CreateAgentDto, UpdateAgentDto } from './agent.dto.js';
import type { AgentDefinition } from './agent.js';

@Injectable()
export class AgentDrafts {
  constructor(
    private readonly registry: ToolRegistry,
    private readonly collections: Collections,
    private readonly tones: Tones,
  ) {}

  async create(user: Principal, dto: CreateAgentDto): Promise<ProfileDraft<AgentDefinition>> {
    const { name, shared } = dto;
    return { name, shared, definition: await this.definition(user, dto) };
  }

  async update(user: Principal, dto: UpdateAgentDto): Promise<Partial<ProfileDraft<AgentDefinition>>> {
    const { name, shared } = dto;
    return { name, shared, definition: await this.definition(user, dto) };
  }

  /** Throws `validation_failed` for a tool or tone there is not, `not_found` for a collection. Absent fields are left out. */
  private async definition(user: Principal, dto: UpdateAgentDto): Promise<AgentDefinition> {
    const unknown = await this.unknownTools(user, dto.tools ?? []);
    if (unknown.length) throw invalid('tools', `there is no tool called ${unknown.join(', ')}`);
    if (dto.tone && !(await this.tones.find(user, dto.tone))) throw invalid('tone', 'there is no such tone');
    await this.collections.check(user, dto.collection_ids ?? []);
    const { description, instructions, model, tools, collection_ids, tone, memory, handoffs, pattern } = dto;
    const parameters = dto.parameters && { ...dto.parameters };
    const limits = dto.limits && { ...dto.limits };
    const fields = {
      description,
      instructions,
      model,
      parameters,
      tools,
      collection_ids,
      tone,
      memory,
      handoffs,
      pattern,
      limits,
    };
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  }

  private async unknownTools({ userId }: Principal, names: readonly string[]): Promise<string[]> {
    const known = await Promise.all(names.map((name) => this.registry.knows(name, userId)));
    return names.filter((_, i) => !known[i]);
  }
}

function invalid(field: string, message: string): AppError {
  return new AppError('validation_failed', undefined, { details: [{ field, message }] });
}
