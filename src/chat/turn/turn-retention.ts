/** Forgets the logs of old turns where that is wanted: how they ran and what entered their prompts. The messages stay. */
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { RetentionConfig } from '../../config/retention.config.js';
import { Database } from '../../platform/database/database.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Turns a transaction. */
const SLICE = 500;

@Injectable()
export class TurnRetention implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(TurnRetention.name);
  private readonly closing = new AbortController();
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly database: Database,
    private readonly config: RetentionConfig,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.round(), HOUR).unref();
    void this.round();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.closing.abort();
  }

  private async round(): Promise<void> {
    const { turnDays } = this.config;
    if (turnDays === 0) return;
    try {
      const before = this.clock.iso(-turnDays * DAY);
      while (!this.closing.signal.aborted && (await this.forgetSlice(before)) === SLICE);
    } catch (error) {
      this.logger.error({ err: error }, 'logs of old turns could not be forgotten');
    }
  }

  private async forgetSlice(before: string): Promise<number> {
    const due = `state <> 'running' AND ended_at < ? ORDER BY user_id, id LIMIT ${SLICE}`;
    const [, forgotten] = await this.database.batch([
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
