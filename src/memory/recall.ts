/** Answers a question from memory, of whatever kind. */
import { Injectable } from '@nestjs/common';
import { estimateTokens } from '../common/token-estimate.js';
import { Conversations } from '../session/conversations.js';
import { PendingMessages } from '../session/indexing/pending-messages.js';
import type { MemorySearchDto } from './dto/memory-search.dto.js';
import { Episodes } from './episodes.js';
import { FactSearch } from './facts/fact-search.js';
import { LatestWords } from './learning/latest-words.js';
import { mixHits } from './mix-hits.js';
import { utcTime } from './utc-time.js';
import { type MemoryHitView, toFactHit } from './views/memory-hit.view.js';

@Injectable()
export class Recall {
  constructor(
    private readonly episodes: Episodes,
    private readonly facts: FactSearch,
    private readonly conversations: Conversations,
    private readonly waiting: PendingMessages,
    private readonly latest: LatestWords,
  ) {}

  async search(userId: string, dto: MemorySearchDto): Promise<MemoryHitView[]> {
    const { query, top_k: limit, kinds, session_id: sessionId } = dto;
    if (sessionId) await this.conversations.get(userId, sessionId);
    const asOf = dto.as_of && utcTime(dto.as_of, 'as_of');
    const includeSuperseded = dto.include_superseded;
    const wantsEpisodes = !kinds || kinds.includes('episode');
    const [episodes, found] = await Promise.all([
      wantsEpisodes ? this.episodes.find(userId, { query, limit, sessionId, asOf }) : [],
      this.facts.find(userId, { query, limit, kinds, sessionId, asOf, includeSuperseded }),
    ]);
    return withinBudget(mixHits(episodes, found.map(toFactHit), limit), dto.budget_tokens);
  }

  /** Messages that cannot be found yet, and those that are being learned from. */
  async pending(userId: string): Promise<number> {
    return (await this.waiting.count(userId)) + (await this.latest.pending(userId));
  }
}

function withinBudget(hits: MemoryHitView[], budget: number | undefined): MemoryHitView[] {
  if (budget === undefined) return hits;
  let used = 0;
  return hits.filter(({ content }) => (used += estimateTokens(content)) <= budget);
}
