/** Provides the job queue and stops it before the server closes. Must know no kind of job. */
import { type BeforeApplicationShutdown, Global, Injectable, Module } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { AppConfig } from '../../config/app.config.js';
import { Database } from '../database/database.js';
import { RedisLink } from '../redis/redis-link.js';
import { BullDispatcher } from './bull-dispatcher.js';
import { DatabaseJobQueue } from './database-job-queue.js';
import { EnqueueOnly } from './enqueue-only.js';
import { JobQueue } from './job-queue.js';

/** Longest a shutdown waits for handlers that do not listen to their signal; their leases run out. */
const GRACE_MS = 3000;

@Injectable()
class QueueStopper implements BeforeApplicationShutdown {
  constructor(private readonly queue: JobQueue) {}

  async beforeApplicationShutdown(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, GRACE_MS)));
    await Promise.race([this.queue.stop(), late]);
    clearTimeout(timer);
  }
}

@Global()
@Module({
  providers: [
    {
      provide: JobQueue,
      inject: [Database, Clock, AppConfig, RedisLink],
      useFactory: async (database: Database, clock: Clock, { runsJobs }: AppConfig, link: RedisLink | null) => {
        const dispatcher = link ? await BullDispatcher.open(link) : undefined;
        const queue = new DatabaseJobQueue(database, clock, {}, dispatcher);
        return runsJobs ? queue : new EnqueueOnly(queue);
      },
    },
    QueueStopper,
  ],
  exports: [JobQueue],
})
export class QueueModule {}
