/** The running summaries of conversations. One belongs to a message; it holds for every branch that goes through it. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../../platform/database/database.js';
import { executeOn } from '../../platform/database/execute-on.js';
import { writeAlone } from '../../platform/database/write-alone.js';
import { stretchesFrom } from '../../session/branch-path.js';
import { ConversationSummary } from '../conversation-summary.entity.js';
import { Outdated } from '../outdated.js';
import { readInside } from '../read-inside.js';

export interface PathSummary {
  messageId: string;
  content: string;
  /** Of the last message it covers. */
  depth: number;
}

export interface Tip {
  branchId: string;
  depth: number;
}

export interface WrittenSummary {
  content: string;
  method: 'sentences' | 'model';
  /** ISO-8601. */
  now: string;
}

export interface SummaryPlace {
  sessionId: string;
  /** Of the last message it covers. */
  messageId: string;
  branchId: string;
  depth: number;
}

/** What a summary was made of. */
export interface SummaryBasis {
  earlier?: PathSummary;
  messageIds: readonly string[];
}

const SQL = `SELECT message_id, content, depth FROM conversation_summaries
  WHERE user_id = ? AND session_id = ? AND branch_id = ? AND depth BETWEEN ? AND ? ORDER BY depth DESC LIMIT 1`;
const ANY_SQL = 'SELECT 1 AS found FROM conversation_summaries WHERE user_id = ? AND session_id = ? LIMIT 1';

@Injectable()
export class Summaries {
  constructor(
    private readonly database: Database,
    private readonly outdated: Outdated,
  ) {}

  /** The newest summary on the way from the beginning to `tip`. */
  async onPath(userId: string, sessionId: string, tip: Tip | undefined): Promise<PathSummary | undefined> {
    if (!tip || !(await this.database.rows(ANY_SQL, [userId, sessionId])).length) return undefined;
    for await (const { branchId, from, to } of stretchesFrom(this.database, userId, tip)) {
      const params = [userId, sessionId, branchId, from, to];
      const [row] = await this.database.rows<{ message_id: string; content: string; depth: number }>(SQL, params);
      if (row) return { messageId: row.message_id, content: row.content, depth: row.depth };
    }
    return undefined;
  }

  /** Where a message stands; undefined where it is gone. */
  async placeOf(userId: string, messageId: string): Promise<Tip | undefined> {
    const sql = 'SELECT branch_id, depth FROM messages WHERE user_id = ? AND id = ?';
    const [row] = await this.database.rows<{ branch_id: string; depth: number }>(sql, [userId, messageId]);
    return row && { branchId: row.branch_id, depth: row.depth };
  }

  /** Gives false, and keeps nothing, where what it was made of may not be told any more. */
  save(
    userId: string,
    place: SummaryPlace,
    { content, method, now }: WrittenSummary,
    basis: SummaryBasis,
  ): Promise<boolean> {
    const sql = `INSERT INTO conversation_summaries (user_id, message_id, session_id, branch_id, depth, content, method, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (user_id, message_id) DO UPDATE SET content = excluded.content, method = excluded.method, created_at = excluded.created_at`;
    const { sessionId, messageId, branchId, depth } = place;
    const params = [userId, messageId, sessionId, branchId, depth, content, method, now];
    return writeAlone(this.database, { userId }, 'memories', async (manager) => {
      if (!(await this.holds(manager, userId, sessionId, basis))) return false;
      await executeOn(manager, [{ sql, params }]);
      return true;
    });
  }

  /** The conversation is still remembered, and all that a summary was made of may still be told. */
  private async holds(
    manager: EntityManager,
    userId: string,
    sessionId: string,
    { earlier, messageIds }: SummaryBasis,
  ): Promise<boolean> {
    const remembered = 'SELECT id FROM sessions WHERE user_id = ? AND id = ? AND memory = 1';
    if (!(await readInside(manager, remembered, [userId, sessionId])).length) return false;
    if (await this.outdated.isAnyInside(manager, userId, messageIds)) return false;
    if (!earlier) return true;
    const { messageId, content } = earlier;
    return manager.existsBy(ConversationSummary, { userId, messageId, content });
  }
}
