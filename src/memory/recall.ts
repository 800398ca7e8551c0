/** Answers a question from memory, of whatever kind. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
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
    const asOf = dto.as_of === undefined ? undefined : momentOf(dto.as_of);
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

/** ISO 8601 knows more ways to write a time than Date does, week dates for one. */
function momentOf(time: string): string {
  const date = new Date(time);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw new AppError('validation_failed', undefined, {
    details: [{ field: 'as_of', message: 'must be a time such as 2026-01-31T09:30:00Z' }],
  });
}
