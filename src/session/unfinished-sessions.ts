/**
 * Conversations that are too long to be written in one piece: their rows come in slices, under a conversation that is in
 * no list, answers to nobody, and is not remembered. The last slice shows it. What died before expires, and goes with
 * the temporary ones.
 */
import { Injectable, Logger } from '@nestjs/common';
import { isNotFound } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { Database } from '../platform/database/database.js';
import type { Statement } from '../platform/database/statement.js';
import { UNFINISHED } from './session.entity.js';
import { SessionRemoval } from './session-removal.js';

/** Many times what the longest takes. */
const EXPIRES_MS = 15 * 60_000;

@Injectable()
export class UnfinishedSessions {
  private readonly logger = new Logger(UnfinishedSessions.name);

  constructor(
    private readonly database: Database,
    private readonly removal: SessionRemoval,
    private readonly clock: Clock,
  ) {}

  /** The row that messages can be written under. Whoever shows it sets `archived`, `memory`, `expires_at` and what it is. */
  begin(userId: string, id: string): Statement {
    const now = this.clock.iso();
    return {
      sql: `INSERT INTO sessions (user_id, id, title_source, memory, archived, expires_at, created_at, updated_at)
        VALUES (?, ?, 'question', 0, ${UNFINISHED}, ?, ?, ?)`,
      params: [userId, id, this.clock.iso(EXPIRES_MS), now, now],
    };
  }

  /** Where it will not be finished. Never throws: what stays now is swept later. */
  async drop(userId: string, id: string): Promise<void> {
    try {
      const sql = `SELECT id FROM sessions WHERE user_id = ? AND id = ? AND archived = ${UNFINISHED}`;
      if (!(await this.database.rows(sql, [userId, id])).length) return;
      await this.removal.remove(userId, id);
    } catch (error) {
      // Its owner's account, or the round that deletes what expired, was faster.
      if (isNotFound(error)) return;
      this.logger.warn({ err: error, session_id: id }, 'an unfinished conversation stays until it expires');
    }
  }
}
