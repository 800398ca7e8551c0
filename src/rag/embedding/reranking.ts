/** Has the best passages of a search re-ordered by a reranker, where one is configured, within its time. */
import { Injectable, Logger } from '@nestjs/common';
import { withDeadline } from '../../common/deadline.js';
import { EmbeddingsConfig } from '../../config/embeddings.config.js';
import { Reranker } from '../../platform/embeddings/reranker.js';

/** Passages it reads. */
const MOST = 50;

interface Rankable {
  heading?: string;
  text: string;
  score: number;
  explain?: Record<string, number>;
}

@Injectable()
export class Reranking {
  private readonly logger = new Logger(Reranking.name);

  constructor(
    private readonly reranker: Reranker,
    private readonly config: EmbeddingsConfig,
  ) {}

  /** How many passages to find for an answer of `limit`. */
  candidates(limit: number): number {
    return this.reranker.configured ? Math.max(limit, MOST) : limit;
  }

  /**
   * The passages in their new order, those it did not read behind them. `late` where it failed or took too long: the
   * order is the old one then. Scores become those of the reranker, below them what it did not read.
   */
  async apply<T extends Rankable>(
    query: string,
    passages: T[],
    signal?: AbortSignal,
  ): Promise<{ passages: T[]; late: boolean }> {
    if (!this.reranker.configured || passages.length < 2) return { passages, late: false };
    const read = passages.slice(0, MOST);
    try {
      const texts = read.map(({ heading, text }) => (heading ? `${heading}\n${text}` : text));
      const scores = await withDeadline(this.config.rerank.timeoutMs, signal, (inner) =>
        this.reranker.score(query, texts, inner),
      );
      if (scores !== 'late') return { passages: reordered(passages, scores), late: false };
    } catch (error) {
      signal?.throwIfAborted();
      this.logger.warn({ err: error }, 'passages could not be reranked');
    }
    return { passages, late: true };
  }
}

function reordered<T extends Rankable>(passages: readonly T[], scores: readonly number[]): T[] {
  const lowest = Math.min(0, ...scores.filter(Number.isFinite));
  const all = passages.map((passage, place) => {
    const relevance = scores[place] ?? -Infinity;
    const isRead = Number.isFinite(relevance);
    const explain = passage.explain && { ...passage.explain, ...(isRead && { rerank: relevance, before: place + 1 }) };
    return { ...passage, score: isRead ? relevance : lowest - 1 - place, ...(explain && { explain }) };
  });
  return all.sort((a, b) => b.score - a.score);
}
