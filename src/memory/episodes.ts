/** Episodic memory: everything an owner has said or been told, found by a question. Must know nothing of prompts. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../platform/database/database.js';
import { inList } from '../common/in-list.js';
import { SearchIndex } from '../platform/search/search-index.js';
import type { SearchHit } from '../platform/search/search-types.js';
import type { MemoryHitView } from './views/memory-hit.view.js';

export interface EpisodeQuery {
  query: string;
  limit: number;
  sessionId?: string;
  /** ISO-8601: nothing said after it. */
  asOf?: string;
  /** Matches whose surroundings are read; the search's own unless given. */
  depth?: number;
  /** Only what is still true, shown by its beginning, and nothing that is at hand anyway: what a prompt needs. */
  prompt?: PromptWish;
  signal?: AbortSignal;
}

export interface PromptWish {
  /** Characters of each. */
  characters: number;
  /** Ids of messages that are in the prompt already; asked once the search is done. */
  shown: () => Promise<ReadonlySet<string>>;
  /** Whether a text says over again what is no longer true. */
  repeats: (text: string) => boolean;
}

interface EpisodeRow {
  id: string;
  session_id: string;
  role: MemoryHitView['role'];
  name: string | null;
  content: string;
  external_id: string | null;
  session_external_id: string | null;
  created_at: string;
}

/** Of one message; longer ones are shown by their beginning. */
const CHARACTERS = 20_000;
/** Neither kept out of memory, nor to be forgotten. */
const MAY_BE_RECALLED = `NOT EXISTS (SELECT 1 FROM message_marks k WHERE k.user_id = m.user_id AND k.message_id = m.id AND k.mark <> 'read')
  AND NOT EXISTS (SELECT 1 FROM memory_resets r WHERE r.user_id = m.user_id AND r.message_id >= m.id)`;
/** Nor the source of something that is no longer true; takes the time. */
const IS_TRUE = `NOT EXISTS (SELECT 1 FROM memory_sources o JOIN memories f ON f.user_id = o.user_id AND f.id = o.memory_id
  WHERE o.user_id = m.user_id AND o.message_id = m.id AND (f.superseded_by IS NOT NULL OR f.valid_to <= ?))`;
/** Hits are looked up again as rows, and some fall away: conversations without memory, or said too late. */
const SPARE = 3;
/** What is found for a question stands, as often as not, in the conversation it is asked in. */
const IN_PROMPT = 4;
/** Rows read beyond those still wanted, so that one that falls away seldom costs another read; twice as many each time. */
const READ_AHEAD = 4;
/** Where too few of the hits may be told, as many times more are asked for. */
const WIDER = 4;
/** Hits that are looked through for one question. */
const MOST_HITS = 2000;

@Injectable()
export class Episodes {
  constructor(
    private readonly database: Database,
    private readonly index: SearchIndex,
    private readonly clock: Clock,
  ) {}

  /** Best first. Where too many of the hits may not be told, the index is asked for more. */
  async find(userId: string, request: EpisodeQuery): Promise<MemoryHitView[]> {
    const { limit, asOf, prompt } = request;
    const untold = new Set<string>();
    let wanted = asOf ? limit * SPARE + 20 : prompt ? limit * IN_PROMPT + 10 : limit + 10;
    for (let shown: ReadonlySet<string> | undefined; ; wanted = Math.min(wanted * WIDER, MOST_HITS)) {
      const hits = await this.search(userId, request, wanted);
      shown ??= await prompt?.shown();
      const candidates = hits.filter(({ id }) => !shown?.has(id) && !untold.has(id));
      const found = await this.tellable(userId, candidates, request, untold);
      if (found.length >= limit || hits.length < wanted || wanted >= MOST_HITS) return found.slice(0, limit);
    }
  }

  /** Of ids of messages, those that may be told. */
  async recallable(userId: string, ids: readonly string[]): Promise<string[]> {
    if (!ids.length) return [];
    const { marks, values } = inList(ids);
    const sql = `SELECT m.id FROM messages m JOIN sessions s ON s.user_id = m.user_id AND s.id = m.session_id
      WHERE m.user_id = ? AND s.memory = 1 AND m.id IN (${marks}) AND ${MAY_BE_RECALLED}`;
    return (await this.database.rows<{ id: string }>(sql, [userId, ...values])).map(({ id }) => id);
  }

  private async search(userId: string, request: EpisodeQuery, wanted: number): Promise<SearchHit[]> {
    const { query, sessionId, depth, signal } = request;
    const { hits } = await this.index.search(
      {
        owner: userId,
        corpus: 'messages',
        query,
        limit: wanted,
        groups: sessionId ? [sessionId] : undefined,
        options: { now: this.clock.now(), depth },
      },
      signal,
    );
    return hits;
  }

  /** Of the candidates, until there are enough, those that may be told; the ids of the others go into `untold`. */
  private async tellable(
    userId: string,
    candidates: readonly SearchHit[],
    request: EpisodeQuery,
    untold: Set<string>,
  ): Promise<MemoryHitView[]> {
    const found: MemoryHitView[] = [];
    for (let at = 0, ahead = READ_AHEAD; found.length < request.limit && at < candidates.length; ahead *= 2) {
      const next = candidates.slice(at, at + request.limit - found.length + ahead);
      at += next.length;
      const told = await this.readable(userId, next, request);
      const ids = new Set(told.map(({ id }) => id));
      for (const { id } of next) if (!ids.has(id)) untold.add(id);
      found.push(...told);
    }
    return found;
  }

  /** The hits that may be told, as they stand in the database. */
  private async readable(
    userId: string,
    hits: readonly SearchHit[],
    { asOf, prompt }: EpisodeQuery,
  ): Promise<MemoryHitView[]> {
    const ids = hits.map(({ id }) => id);
    const rows = await this.rows(userId, ids, prompt?.characters);
    return hits.flatMap(({ id, score }) => {
      const row = rows.get(id);
      if (!row || (asOf && row.created_at > asOf) || prompt?.repeats(row.content)) return [];
      return [toHit(row, score)];
    });
  }

  /** Messages of conversations that may be remembered, by id; those for a prompt only as far as they are still true. */
  private async rows(
    userId: string,
    ids: readonly string[],
    forPrompt: number | undefined,
  ): Promise<Map<string, EpisodeRow>> {
    const { marks, values } = inList(ids);
    const sql = `SELECT m.id, m.session_id, m.role, m.name, substr(m.content, 1, ${forPrompt ?? CHARACTERS}) AS content, m.external_id, m.created_at,
        s.external_id AS session_external_id
      FROM messages m JOIN sessions s ON s.user_id = m.user_id AND s.id = m.session_id
      WHERE m.user_id = ? AND s.memory = 1 AND m.id IN (${marks}) AND ${MAY_BE_RECALLED}
        ${forPrompt === undefined ? '' : `AND ${IS_TRUE}`}`;
    const params = forPrompt === undefined ? [userId, ...values] : [userId, ...values, this.clock.iso()];
    const rows = await this.database.rows<EpisodeRow>(sql, params);
    return new Map(rows.map((row) => [row.id, row]));
  }
}

function toHit(row: EpisodeRow, score: number): MemoryHitView {
  return {
    id: row.id,
    kind: 'episode',
    content: row.content,
    score,
    session_id: row.session_id,
    message_id: row.id,
    external_id: row.external_id ?? undefined,
    session_external_id: row.session_external_id ?? undefined,
    name: row.name ?? undefined,
    role: row.role,
    created_at: row.created_at,
  };
}
