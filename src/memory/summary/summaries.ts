/** The running summaries of conversations. One belongs to a message; it holds for every branch that goes through it. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { stretchesFrom } from '../../session/branch-path.js';

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

const SQL = `SELECT message_id, content, depth FROM conversation_summaries
  WHERE user_id = ? AND session_id = ? AND branch_id = ? AND depth BETWEEN ? AND ? ORDER BY depth DESC LIMIT 1`;
const ANY_SQL = 'SELECT 1 AS found FROM conversation_summaries WHERE user_id = ? AND session_id = ? LIMIT 1';

@Injectable()
export class Summaries {
  constructor(private readonly database: Database) {}

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

  async save(
    userId: string,
    place: { sessionId: string; messageId: string; branchId: string; depth: number },
    { content, method, now }: WrittenSummary,
  ): Promise<void> {
    const sql = `INSERT INTO conversation_summaries (user_id, message_id, session_id, branch_id, depth, content, method, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (user_id, message_id) DO UPDATE SET content = excluded.content, method = excluded.method, created_at = excluded.created_at`;
    const { sessionId, messageId, branchId, depth } = place;
    const params = [userId, messageId, sessionId, branchId, depth, content, method, now];
    await this.database.batch([{ sql, params }]);
  }
}
