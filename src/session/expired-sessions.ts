/** Deletes conversations whose time is over, temporary ones and those older than wanted, with everything that a deletion takes along. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { RetentionConfig } from '../config/retention.config.js';
import { Database } from '../platform/database/database.js';
import { LeaderRounds } from '../platform/leader/leader-rounds.js';
import { Sessions } from './sessions.js';

const LOOK_EVERY_MS = 60_000;
const DAY_MS = 86_400_000;
/** Deleted at one look; the rest waits for the next. */
const MOST_AT_ONCE = 100;

@Injectable()
export class ExpiredSessions implements OnModuleInit {
  constructor(
    private readonly sessions: Sessions,
    private readonly database: Database,
    private readonly retention: RetentionConfig,
    private readonly rounds: LeaderRounds,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.rounds.every(LOOK_EVERY_MS, 'deleting conversations whose time is over', () => this.look());
  }

  private async look(): Promise<void> {
    await this.deleteWhere('expires_at <= ?', this.clock.iso());
    const { sessionDays } = this.retention;
    if (sessionDays > 0) await this.deleteWhere('updated_at < ?', this.clock.iso(-sessionDays * DAY_MS));
  }

  private async deleteWhere(condition: string, time: string): Promise<void> {
    const sql = `SELECT user_id, id FROM sessions WHERE ${condition} LIMIT ${MOST_AT_ONCE}`;
    const expired = await this.database.rows<{ user_id: string; id: string }>(sql, [time]);
    for (const { user_id, id } of expired) await this.delete(user_id, id);
  }

  private async delete(userId: string, id: string): Promise<void> {
    try {
      await this.sessions.delete(userId, id);
    } catch (error) {
      // Its owner, or another server, was faster.
      if (!(error instanceof AppError && error.code === 'not_found')) throw error;
    }
  }
}
