/** Deletes conversations whose time is over, temporary ones and those older than wanted, with everything that a deletion takes along. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ReceiptRule } from '../auth/receipts/receipt-statements.js';
import { RetentionRules } from '../auth/retention/retention-rules.js';
import { isNotFound } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { Database } from '../platform/database/database.js';
import type { SqlValue } from '../platform/database/statement.js';
import { LeaderRounds } from '../platform/leader/leader-rounds.js';
import { REMOVED } from './session.entity.js';
import { SessionRemoval } from './session-removal.js';
import { Sessions } from './sessions.js';

const LOOK_EVERY_MS = 60_000;
const DAY_MS = 86_400_000;
/** Deleted at one look; the rest waits for the next. */
const MOST_AT_ONCE = 100;

@Injectable()
export class ExpiredSessions implements OnModuleInit {
  constructor(
    private readonly sessions: Sessions,
    private readonly removal: SessionRemoval,
    private readonly database: Database,
    private readonly rules: RetentionRules,
    private readonly rounds: LeaderRounds,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.rounds.every(LOOK_EVERY_MS, 'deleting conversations whose time is over', () => this.look());
  }

  private async look(): Promise<void> {
    await this.deleteWhere('session.expired', 'expires_at <= ?', [this.clock.iso()]);
    for (const { condition, params, days } of await this.rules.due('sessions')) {
      const before = this.clock.iso(-days * DAY_MS);
      await this.deleteWhere('retention.sessions', `updated_at < ? AND ${condition}`, [before, ...params]);
    }
  }

  private async deleteWhere(rule: ReceiptRule, condition: string, params: SqlValue[]): Promise<void> {
    const sql = `SELECT user_id, id, archived FROM sessions WHERE ${condition} LIMIT ${MOST_AT_ONCE}`;
    const expired = await this.database.rows<{ user_id: string; id: string; archived: number }>(sql, params);
    for (const { user_id, id, archived } of expired) {
      // Whoever began to delete it died, or is at it; it has its receipt.
      if (archived === REMOVED) await this.removal.finish(user_id, id);
      else await this.delete(user_id, id, rule);
    }
  }

  private async delete(userId: string, id: string, rule: ReceiptRule): Promise<void> {
    try {
      await this.sessions.delete(userId, id, rule);
    } catch (error) {
      // Its owner, or another server, was faster.
      if (!isNotFound(error)) throw error;
    }
  }
}
