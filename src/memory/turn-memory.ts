/** What memory has for a turn: standing wishes, facts and earlier talk that bear on the question. Knows no prompts. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Episodes } from './episodes.js';
import { FactSearch } from './facts/fact-search.js';
import { trueAt } from './facts/live-memory.js';
import { MemoryRows, type SourcedMemory } from './facts/memory-row.js';
import type { MemoryKind } from './facts/memory-kind.js';
import { LatestWords } from './learning/latest-words.js';
import { Outdated } from './outdated.js';
import { Summaries, type Tip } from './summary/summaries.js';

/** Something remembered; the ids tell where it is from. */
export interface Remembered {
  id: string;
  kind: MemoryKind;
  content: string;
  score: number;
  session_id?: string;
  message_id?: string;
}

export interface TurnRecall {
  /** Instructions, preferences and what is pinned; the most binding first. */
  standing: Remembered[];
  facts: Remembered[];
  episodes: Remembered[];
}

/** Earlier talk to look for. */
export interface EpisodesWanted {
  /** At most. */
  episodes: number;
  /** How widely the index looks. */
  depth?: number;
  /** Of one of them, what is told. */
  characters: number;
  /** Ids of messages the prompt shows anyway. */
  shown: () => Promise<ReadonlySet<string>>;
  signal: AbortSignal;
}

const STANDING = 40;
const FACTS = 10;
/** What bears less on a question is not worth a line of the prompt. */
const BEARS = 0.2;

@Injectable()
export class TurnMemory {
  constructor(
    private readonly episodes: Episodes,
    private readonly facts: FactSearch,
    private readonly rows: MemoryRows,
    private readonly outdated: Outdated,
    private readonly summaries: Summaries,
    private readonly latest: LatestWords,
    private readonly clock: Clock,
  ) {}

  async recall(userId: string, question: string, wanted: EpisodesWanted): Promise<TurnRecall> {
    const { episodes: limit, depth, characters, shown, signal } = wanted;
    // What was said in the turn before counts in this one.
    await this.latest.settled(userId, signal);
    const repeats = await this.outdated.repeats(userId);
    const [standing, facts, told] = await Promise.all([
      this.standing(userId),
      this.facts.find(userId, { query: question, limit: FACTS, atLeast: BEARS }),
      this.episodes.find(userId, { query: question, limit, depth, prompt: { characters, shown, repeats }, signal }),
    ]);
    return {
      standing: standing.map((memory) => toRemembered(memory, 1)),
      facts: facts.map((memory) => toRemembered(memory, memory.score)),
      episodes: told.map(({ id, kind, content, score, session_id, message_id }) => ({
        id,
        kind,
        content,
        score,
        session_id,
        message_id,
      })),
    };
  }

  /** What a conversation has beside its newest messages: a summary of the rest, and which of them are no longer true. */
  async behindWindow(
    userId: string,
    sessionId: string,
    tip: Tip | undefined,
    window: readonly string[],
  ): Promise<{ summary?: { id: string; content: string }; outdated: ReadonlySet<string> }> {
    const [summary, outdated] = await Promise.all([
      this.summaries.onPath(userId, sessionId, tip),
      this.outdated.among(userId, window),
    ]);
    return { summary: summary && { id: summary.messageId, content: summary.content }, outdated };
  }

  private async standing(userId: string): Promise<SourcedMemory[]> {
    const time = trueAt({ now: this.clock.iso() });
    const rest = `${time.sql} AND (m.kind IN ('instruction', 'preference') OR m.pinned = 1)
      ORDER BY m.pinned DESC, CASE m.kind WHEN 'instruction' THEN 0 ELSE 1 END, m.id DESC LIMIT ${STANDING}`;
    return this.rows.withSources(userId, await this.rows.select(userId, rest, time.params));
  }
}

function toRemembered({ id, kind, content, source }: SourcedMemory, score: number): Remembered {
  return {
    id,
    kind,
    content,
    score,
    session_id: source?.session_id,
    message_id: source?.message_id,
  };
}
