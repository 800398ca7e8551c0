/** What memory has for a turn: standing wishes, facts and earlier talk that bear on the question. Knows no prompts. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Episodes } from './episodes.js';
import { FactSearch } from './facts/fact-search.js';
import { trueAt } from './facts/live-memory.js';
import { MemoryRows, type SourcedMemory } from './facts/memory-row.js';
import type { MemoryKind } from './facts/memory-kind.js';
import { LearningWatch } from './learning/learning-watch.js';
import { Outdated } from './outdated.js';

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
    private readonly watch: LearningWatch,
    private readonly clock: Clock,
  ) {}

  /** `episodes`: how many at most. */
  async recall(userId: string, question: string, episodes: number, signal: AbortSignal): Promise<TurnRecall> {
    // What was said in the turn before counts in this one.
    await this.watch.settled(userId);
    const [standing, facts, found] = await Promise.all([
      this.standing(userId),
      this.facts.find(userId, { query: question, limit: FACTS, atLeast: BEARS }),
      this.episodes.find(userId, { query: question, limit: episodes, signal }),
    ]);
    const hidden = await this.outdated.among(
      userId,
      found.map(({ id }) => id),
    );
    const repeats = await this.outdated.repeats(userId);
    const told = found.filter(({ id, content }) => !hidden.has(id) && !repeats(content));
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
    ...(source && { session_id: source.session_id, message_id: source.message_id }),
  };
}
