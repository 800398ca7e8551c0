/**
 * JobQueue on a table of the database: at least once, by leases; any number of servers. A dispatcher hands the jobs out
 * where there is one; without it, or while it is away, every server looks for them.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import { isNotFound } from '../../common/app-error.js';
import type { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import type { Owner } from '../../common/owner.js';
import { isForeignKeyViolation } from '../database/constraint-errors.js';
import type { Database } from '../database/database.js';
import type { JobDispatcher } from './job-dispatcher.js';
import { JobLane } from './job-lane.js';
import { type JobHandler, JobQueue, type JobStatus, type NewJob } from './job-queue.js';
import type { RunOptions } from './job-run.js';
import { type JobRow, JobTable, PRIORITIES } from './job-table.js';

export interface QueueSettings {
  /** How long a job belongs to a process that shows no sign of life. Milliseconds. */
  leaseMs: number;
  attempts: number;
  /** Before the second attempt; doubles from then on. Milliseconds. */
  firstBackoffMs: number;
}

const DEFAULTS: QueueSettings = { leaseMs: 7000, attempts: 5, firstBackoffMs: 1000 };
const LONGEST_BACKOFF = 60_000;
const KEEP_FINISHED = 7 * 24 * 3600 * 1000;
const PRUNE_EVERY = 3600 * 1000;

export class DatabaseJobQueue extends JobQueue {
  private readonly logger = new Logger(JobQueue.name);
  private readonly table: JobTable;
  private readonly lanes = new Map<string, JobLane>();
  private readonly settings: QueueSettings;
  private readonly pruning: NodeJS.Timeout;
  /** Leaves the transaction in which a job is enqueued: timers begun there would believe they are still inside it. */
  private readonly outside = AsyncLocalStorage.snapshot();

  constructor(
    private readonly database: Database,
    clock: Clock,
    settings: Partial<QueueSettings> = {},
    private readonly dispatcher?: JobDispatcher,
  ) {
    super();
    this.table = new JobTable(database, clock);
    this.settings = { ...DEFAULTS, ...settings };
    this.pruning = setInterval(() => void this.prune(), PRUNE_EVERY).unref();
  }

  async enqueue(owner: Owner, job: NewJob): Promise<string> {
    const id = job.id ?? newId();
    await this.table.insert(owner, id, job);
    if (!job.delay) this.outside(() => this.lanes.get(job.kind)?.wake());
    if (this.dispatcher) this.database.afterCommit(() => this.outside(() => this.announce(owner, id, job)));
    return id;
  }

  process(kind: string, handler: JobHandler): void {
    if (this.lanes.has(kind)) throw new Error(`jobs of kind ${kind} have a handler already`);
    const looks = () => !this.dispatcher?.isThere;
    const lane = new JobLane(kind, handler, this.table, this.runOptions(), looks);
    this.lanes.set(kind, lane);
    this.outside(() => {
      lane.wake();
      this.dispatcher?.serve(lane);
    });
  }

  get(owner: Owner, id: string): Promise<JobStatus | undefined> {
    return this.table.get(owner, id);
  }

  async cancel(owner: Owner, id: string): Promise<boolean> {
    const cancelled = await this.table.cancel(owner, id);
    if (cancelled) for (const lane of this.lanes.values()) lane.interrupt(owner.userId, id);
    return cancelled;
  }

  async stop(): Promise<void> {
    clearInterval(this.pruning);
    await Promise.all([...[...this.lanes.values()].map((lane) => lane.stop()), this.dispatcher?.stop()]);
  }

  private announce({ userId }: Owner, id: string, { kind, priority = 'normal', delay = 0 }: NewJob): void {
    const job = { user_id: userId, id, kind, attempts: 0, priority: PRIORITIES[priority] };
    this.dispatcher?.announce({ ...job, delayMs: delay });
  }

  private runOptions(): RunOptions {
    const { leaseMs, attempts, firstBackoffMs } = this.settings;
    return {
      leaseMs,
      attempts,
      backoff: (attempt) => Math.min(LONGEST_BACKOFF, firstBackoffMs * 2 ** (attempt - 1)),
      onError: (error, { id, kind }: JobRow) => {
        // What it was about is deleted, perhaps with the account, and the job with it.
        if (isForeignKeyViolation(error) || isNotFound(error))
          this.logger.debug({ err: error, job: id, kind }, 'a job met a deletion');
        else this.logger.error({ err: error, job: id, kind }, 'a job met an error');
      },
    };
  }

  private async prune(): Promise<void> {
    try {
      await this.table.prune(KEEP_FINISHED);
    } catch (error) {
      this.logger.error({ err: error }, 'finished jobs could not be removed');
    }
  }
}
