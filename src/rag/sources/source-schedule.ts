/** Has sources looked at when their time has come: one server puts them into the queue, any takes them out. */
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { Database } from '../../platform/database/database.js';
import { JobQueue } from '../../platform/queue/job-queue.js';
import { LeaderRounds } from '../../platform/leader/leader-rounds.js';
import type { Source } from './source.entity.js';
import { SourceRefresh } from './source-refresh.js';

const REFRESH_SOURCE = 'sources.refresh';
/** Milliseconds between looks for sources that are due. */
const LOOK_EVERY = 10_000;
const AT_ONCE = 50;

interface DueRow {
  user_id: string;
  id: string;
  interval_seconds: number;
  next_check_at: string;
}

@Injectable()
export class SourceSchedule implements OnApplicationBootstrap {
  constructor(
    private readonly queue: JobQueue,
    private readonly refresh: SourceRefresh,
    private readonly database: Database,
    private readonly rounds: LeaderRounds,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.process(REFRESH_SOURCE, { run: (job) => this.refresh.run(job) });
    this.rounds.every(LOOK_EVERY, 'looking for sources that are due', () => this.look());
  }

  /** Looks at the source as soon as possible. Gives the id of the job; inside `Database.write` it joins that transaction. */
  async now({ userId, id }: Pick<Source, 'userId' | 'id'>): Promise<string> {
    return this.queue.enqueue({ userId }, { id: newId(), kind: REFRESH_SOURCE, payload: { sourceId: id } });
  }

  private async look(): Promise<void> {
    const due = await this.database.rows<DueRow>(
      'SELECT user_id, id, interval_seconds, next_check_at FROM sources ' +
        `WHERE paused = 0 AND next_check_at <= ? ORDER BY next_check_at LIMIT ${AT_ONCE}`,
      [this.clock.iso()],
    );
    for (const row of due) await this.take(row);
  }

  /** Whoever moves the next look forward has it done. */
  private async take({ user_id: userId, id, interval_seconds, next_check_at }: DueRow): Promise<void> {
    await this.database.write(async () => {
      const [taken] = await this.database.batch([
        {
          sql: 'UPDATE sources SET next_check_at = ? WHERE user_id = ? AND id = ? AND next_check_at = ? AND paused = 0',
          params: [this.clock.iso(interval_seconds * 1000), userId, id, next_check_at],
        },
      ]);
      if (taken) await this.now({ userId, id });
    });
  }
}
