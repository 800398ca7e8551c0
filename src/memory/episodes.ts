/** Episodic memory: everything an owner has said or been told, found by a question. Must know nothing of prompts. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../platform/database/database.js';
import { SearchIndex } from '../platform/search/search-index.js';
import type { MemoryHitView } from './views/memory-hit.view.js';

export interface EpisodeQuery {
  query: string;
  limit: number;
  sessionId?: string;
  /** ISO-8601: nothing said after it. */
  asOf?: string;
  /** Matches whose surroundings are read; the search's own unless given. */
  depth?: number;
  signal?: AbortSignal;
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
/** Hits are looked up again as rows, and some fall away: conversations without memory, or said too late. */
const SPARE = 3;

@Injectable()
export class Episodes {
  constructor(
    private readonly database: Database,
    private readonly index: SearchIndex,
    private readonly clock: Clock,
  ) {}

  /** Best first. */
  async find(userId: string, request: EpisodeQuery): Promise<MemoryHitView[]> {
    const { query, limit, sessionId, asOf, signal } = request;
    const { hits } = await this.index.search(
      {
        owner: userId,
        corpus: 'messages',
        query,
        limit: asOf ? limit * SPARE + 20 : limit + 10,
        groups: sessionId ? [sessionId] : undefined,
        options: { now: this.clock.now(), depth: request.depth },
      },
      signal,
    );
    const rows = await this.rows(
      userId,
      hits.map(({ id }) => id),
    );
    const found = hits.flatMap(({ id, score }) => {
      const row = rows.get(id);
      return row && (!asOf || row.created_at <= asOf) ? [toHit(row, score)] : [];
    });
    return found.slice(0, limit);
  }

  /** Messages of conversations that may be remembered, by id. */
  private async rows(userId: string, ids: readonly string[]): Promise<Map<string, EpisodeRow>> {
    if (!ids.length) return new Map();
    const sql = `SELECT m.id, m.session_id, m.role, m.name, substr(m.content, 1, ${CHARACTERS}) AS content, m.external_id, m.created_at,
        s.external_id AS session_external_id
      FROM messages m JOIN sessions s ON s.user_id = m.user_id AND s.id = m.session_id
      WHERE m.user_id = ? AND s.memory = 1 AND ${MAY_BE_RECALLED} AND m.id IN (${ids.map(() => '?').join(', ')})`;
    const rows = await this.database.rows<EpisodeRow>(sql, [userId, ...ids]);
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
    ...(row.external_id && { external_id: row.external_id }),
    ...(row.session_external_id && { session_external_id: row.session_external_id }),
    ...(row.name && { name: row.name }),
    role: row.role,
    created_at: row.created_at,
  };
}
