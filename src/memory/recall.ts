/** Answers a question from memory, of whatever kind. */
import { Injectable } from '@nestjs/common';
import { Conversations } from '../session/conversations.js';
import { PendingMessages } from '../session/indexing/pending-messages.js';
import type { MemorySearchDto } from './dto/memory-search.dto.js';
import { Episodes } from './episodes.js';
import type { MemoryHitView } from './views/memory-hit.view.js';

@Injectable()
export class Recall {
  constructor(
    private readonly episodes: Episodes,
    private readonly conversations: Conversations,
    private readonly waiting: PendingMessages,
  ) {}

  async search(userId: string, dto: MemorySearchDto): Promise<MemoryHitView[]> {
    if (dto.session_id) await this.conversations.get(userId, dto.session_id);
    if (dto.kinds && !dto.kinds.includes('episode')) return [];
    const asOf = dto.as_of && new Date(dto.as_of).toISOString();
    return this.episodes.find(userId, {
      query: dto.query,
      limit: dto.top_k,
      sessionId: dto.session_id,
      asOf,
      budgetTokens: dto.budget_tokens,
    });
  }

  /** Messages that cannot be found yet. */
  pending(userId: string): Promise<number> {
    return this.waiting.count(userId);
  }
}
