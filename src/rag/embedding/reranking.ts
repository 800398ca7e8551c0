/** Has the best passages of a search re-ordered by a reranker, where one is configured, within its time. */
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { withDeadline } from '../../common/deadline.js';
import { EmbeddingsConfig } from '../../config/embeddings.config.js';
import { Reranker } from '../../platform/embeddings/reranker.js';

/** Passages it reads. */
const MOST = 50;
/** Faults in a row after which the server is left alone for a while: each search would wait for it in vain. */
const MOST_FAULTS = 3;
const PAUSE_MS = 5000;

interface Rankable {
  heading?: string;
  text: string;
  score: number;
  explain?: Record<string, number>;
}

@Injectable()
export class Reranking {
  private readonly logger = new Logger(Reranking.name);
  private faults = 0;
  private pausedUntil = 0;

  constructor(
    private readonly reranker: Reranker,
    private readonly config: EmbeddingsConfig,
    private readonly clock: Clock,
  ) {}

  /** How many passages to find for an answer of `limit`. */
  candidates(limit: number): number {
    return this.reranker.configured ? Math.max(limit, MOST) : limit;
  }

  /**
   * The passages in their new order, those it did not read behind them. `late` where it failed or took too long: the
   * order is the old one then. Scores become those of the reranker, below them what it did not read. `most`: milliseconds
   * its caller can wait, where that is less than is configured.
   */
  async apply<T extends Rankable>(
    query: string,
    passages: T[],
    signal?: AbortSignal,
    most = Infinity,
  ): Promise<{ passages: T[]; late: boolean }> {
    if (!this.reranker.configured || passages.length < 2) return { passages, late: false };
    const within = Math.min(most, this.config.rerank.timeoutMs);
    if (within <= 0 || this.clock.now() < this.pausedUntil) return { passages, late: true };
    const read = passages.slice(0, MOST);
    try {
      const texts = read.map(({ heading, text }) => (heading ? `${heading}\n${text}` : text));
      const scores = await withDeadline(within, signal, (inner) => this.reranker.score(query, texts, inner));
      if (scores === 'late') throw new Error(`no scores within ${Math.round(within)} ms`);
      this.faults = 0;
      return { passages: reordered(passages, scores), late: false };
    } catch (error) {
      signal?.throwIfAborted();
      this.failed(error);
      return { passages, late: true };
    }
  }

  private failed(error: unknown): void {
    this.logger.warn({ err: error }, 'passages could not be reranked');
    if (++this.faults < MOST_FAULTS) return;
    this.faults = 0;
    this.pausedUntil = this.clock.now() + PAUSE_MS;
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
