/** Forgets the frames of turns that ended a while ago, and the logs of old turns where that is wanted: how they ran and what entered their prompts. The messages stay. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { RetentionConfig } from '../../config/retention.config.js';
import { LeaderRounds } from '../../platform/leader/leader-rounds.js';
import type { Round } from '../../platform/leader/term.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Turns a transaction. */
const SLICE = 500;
/** How long the exact frames of a finished turn are kept for replay; a little over the promise. Milliseconds. */
const REPLAY_AGE = 15 * MINUTE;

@Injectable()
export class TurnRetention implements OnModuleInit {
  constructor(
    private readonly rounds: LeaderRounds,
    private readonly config: RetentionConfig,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.rounds.every(MINUTE, 'forgetting the frames of finished turns', (round) => this.forgetFrames(round));
    this.rounds.every(HOUR, 'forgetting the logs of old turns', (round) => this.forgetLogs(round));
  }

  private async forgetFrames(round: Round): Promise<void> {
    const sql = 'UPDATE turns SET replay = NULL WHERE replay IS NOT NULL AND ended_at < ?';
    await round.batch([{ sql, params: [this.clock.iso(-REPLAY_AGE)] }]);
  }

  private async forgetLogs(round: Round): Promise<void> {
    const { turnDays } = this.config;
    if (turnDays === 0) return;
    const before = this.clock.iso(-turnDays * DAY);
    while (!round.signal.aborted && (await this.forgetSlice(round, before)) === SLICE);
  }

  private async forgetSlice(round: Round, before: string): Promise<number> {
    const due = `state <> 'running' AND ended_at < ? ORDER BY user_id, id LIMIT ${SLICE}`;
    const [, forgotten] = await round.batch([
      {
        sql: `DELETE FROM message_contexts WHERE (user_id, message_id) IN (SELECT user_id, message_id FROM turns WHERE ${due})`,
        params: [before],
      },
      {
        sql: `DELETE FROM turns WHERE (user_id, id) IN (SELECT user_id, id FROM turns WHERE ${due})`,
        params: [before],
      },
    ]);
    return forgotten!;
  }
}
