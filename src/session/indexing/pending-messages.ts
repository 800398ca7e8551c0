/** The messages that were saved but cannot be searched yet. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../platform/database/database.js';
import { inList } from '../../common/in-list.js';
import type { Statement } from '../../platform/database/statement.js';
import type { IndexEntry } from '../../platform/search/search-types.js';

/** Longer messages are indexed by their beginning: what follows is hardly ever what somebody says. */
const INDEXED_CHARACTERS = 100_000;

const PENDING_SQL = `SELECT m.id, m.session_id, m.depth, m.role, m.name, m.created_at, substr(m.content, 1, ${INDEXED_CHARACTERS}) AS content
  FROM search_pending p JOIN messages m ON m.user_id = p.user_id AND m.id = p.entry_id
  WHERE p.user_id = ? AND p.corpus = 'messages' ORDER BY p.entry_id LIMIT ?`;

interface PendingRow {
  id: string;
  session_id: string;
  depth: number;
  role: 'user' | 'assistant' | 'tool' | 'system';
  name: string | null;
  created_at: string;
  content: string;
}

@Injectable()
export class PendingMessages {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async of(userId: string, limit: number): Promise<IndexEntry[]> {
    const rows = await this.database.rows<PendingRow>(PENDING_SQL, [userId, limit]);
    return rows.map((row) => ({
      id: row.id,
      group: row.session_id,
      ordinal: row.depth,
      text: row.content,
      ...(row.name && { name: row.name }),
      role: row.role,
      createdAt: Date.parse(row.created_at),
    }));
  }

  /** How many messages of an owner cannot be searched yet. */
  async count(userId: string): Promise<number> {
    const sql = "SELECT count(*) AS n FROM search_pending WHERE user_id = ? AND corpus = 'messages'";
    const [row] = await this.database.rows<{ n: number | string }>(sql, [userId]);
    return Number(row?.n ?? 0);
  }

  /** Owners of what has waited for so many milliseconds. */
  async owners(waitingFor: number): Promise<string[]> {
    const sql = "SELECT DISTINCT user_id FROM search_pending WHERE corpus = 'messages' AND created_at <= ?";
    const rows = await this.database.rows<{ user_id: string }>(sql, [this.clock.iso(-waitingFor)]);
    return rows.map((row) => row.user_id);
  }

  /** Fails the batch if one of them is gone meanwhile: then its conversation was deleted, and it must not be indexed. */
  done(userId: string, entries: readonly IndexEntry[]): Statement {
    const { marks, values } = inList(entries.map(({ id }) => id));
    return {
      sql: `DELETE FROM search_pending WHERE user_id = ? AND corpus = 'messages' AND entry_id IN (${marks})`,
      params: [userId, ...values],
      expect: entries.length,
    };
  }
}
