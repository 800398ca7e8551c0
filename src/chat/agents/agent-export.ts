/** Agents as a file: written from here, read back here or on another server. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import type { Principal } from '../../common/owner.js';
import { AgentDrafts } from './agent-draft.js';
import type { CreateAgentDto } from './agent.dto.js';
import type { Agent } from './agent.js';
import { Agents } from './agents.js';

const AT_ONCE = 100;

/** What became of one agent of a file. */
export interface ImportedAgent {
  name: string;
  /** Undefined: it was not taken in. */
  agent?: Agent;
  code?: string;
  error?: string;
}

@Injectable()
export class AgentExport {
  constructor(
    private readonly agents: Agents,
    private readonly drafts: AgentDrafts,
  ) {}

  /** One's own, oldest first, so that reading them back makes them in the same order. */
  async own(user: Principal): Promise<Agent[]> {
    const all: Agent[] = [];
    let cursor: string | undefined;
    do {
      const { items, nextCursor }: { items: Agent[]; nextCursor: string | null } = await this.agents.list(
        user,
        AT_ONCE,
        cursor,
      );
      all.push(...items.filter(({ isOwn }) => isOwn));
      cursor = nextCursor ?? undefined;
    } while (cursor);
    return all.reverse();
  }

  /** Each on its own: one that cannot be made does not keep the others out. */
  async take(user: Principal, given: readonly CreateAgentDto[]): Promise<ImportedAgent[]> {
    const taken: ImportedAgent[] = [];
    for (const dto of given) taken.push(await this.takeOne(user, dto));
    return taken;
  }

  private async takeOne(user: Principal, dto: CreateAgentDto): Promise<ImportedAgent> {
    const { name } = dto;
    try {
      return { name, agent: await this.agents.create(user, await this.drafts.create(user, dto)) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const reasons = error.details?.map(({ field, message }) => `${field}: ${message}`).join('; ');
      return { name, code: error.code, error: reasons || error.message };
    }
  }
}
