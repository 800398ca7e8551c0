/** One job in the hands of its handler: heartbeat, counters, and how it ended. */
import { AppError } from '../../common/app-error.js';
import { booked } from '../../common/booking.js';
import { UnexpectedChanges } from '../database/statement.js';
import type { JobError, JobHandler, JobProgress, RunningJob } from './job-queue.js';
import { fromText, type JobRow, type JobTable, type Lease } from './job-table.js';

/** Errors kept with a job; the counters go on. */
const ERRORS_KEPT = 100;

export interface RunOptions {
  leaseMs: number;
  attempts: number;
  /** Milliseconds before the next attempt. */
  backoff(attempt: number): number;
  /** Called with what the handler threw, before the job is tried again or given up. */
  onError(error: unknown, job: JobRow): void;
}

/** What became of a job in this run. `retry`: in so many milliseconds; `returned`: at once, by whoever is there. */
export type RunOutcome =
  { what: 'done' | 'lost' | 'returned' } | { what: 'failed'; error: string } | { what: 'retry'; delayMs: number };

/** Why a job's signal was aborted by the queue itself. */
export class JobInterrupted extends Error {
  constructor(readonly why: 'lost' | 'stopping') {
    super(why === 'lost' ? 'the job was cancelled or taken over' : 'the server is stopping');
  }
}

export class JobRun {
  private readonly controller = new AbortController();
  private readonly errors: JobError[];
  private readonly lease: Lease;
  private readonly attempt: number;

  constructor(
    private readonly row: JobRow,
    holder: string,
    private readonly table: JobTable,
    private readonly handler: JobHandler,
    private readonly options: RunOptions,
  ) {
    this.lease = { userId: row.user_id, id: row.id, holder };
    this.errors = fromText(row.errors);
    this.attempt = row.attempts + 1;
  }

  interrupt(why: 'lost' | 'stopping'): void {
    this.controller.abort(new JobInterrupted(why));
  }

  isOf(userId: string, id: string): boolean {
    return this.row.user_id === userId && this.row.id === id;
  }

  /** Runs the handler to the end and settles the job; never throws for what the handler throws. */
  async run(): Promise<RunOutcome> {
    // A job that killed its process every time is not started again.
    if (this.attempt > this.options.attempts) return this.giveUp(new AppError('internal_error'));
    const heartbeat = setInterval(() => void this.beat(), this.options.leaseMs / 3);
    try {
      await booked({ userId: this.row.user_id, purpose: this.row.kind }, () => this.handler.run(this.job()));
      await this.table.finish(this.lease, 'done', this.errors);
      return { what: 'done' };
    } catch (error) {
      return await this.settle(error);
    } finally {
      clearInterval(heartbeat);
    }
  }

  private job(): RunningJob {
    return {
      id: this.row.id,
      owner: { userId: this.row.user_id },
      payload: JSON.parse(this.row.payload) as unknown,
      attempt: this.attempt,
      isLast: this.attempt >= this.options.attempts,
      signal: this.controller.signal,
      progress: (step) => this.progress(step),
    };
  }

  private async progress({ done = 0, failed = 0, errors = [] }: JobProgress): Promise<void> {
    this.controller.signal.throwIfAborted();
    this.errors.push(...errors.slice(0, ERRORS_KEPT - this.errors.length));
    try {
      await this.table.advance(this.lease, done, failed, this.errors);
    } catch (error) {
      if (error instanceof UnexpectedChanges) this.interrupt('lost');
      throw error;
    }
  }

  private async beat(): Promise<void> {
    try {
      if (!(await this.table.renew(this.lease, this.options.leaseMs))) this.interrupt('lost');
    } catch (error) {
      // The lease may still be ours at the next beat; if not, the fence in every statement holds.
      this.options.onError(error, this.row);
    }
  }

  private async settle(error: unknown): Promise<RunOutcome> {
    const { reason } = this.controller.signal;
    if (reason instanceof JobInterrupted) {
      if (reason.why === 'stopping') await this.table.release(this.lease, 0, true);
      return { what: reason.why === 'stopping' ? 'returned' : 'lost' };
    }
    this.options.onError(error, this.row);
    if (this.attempt >= this.options.attempts) return this.giveUp(error);
    const delayMs = this.options.backoff(this.attempt);
    await this.table.release(this.lease, delayMs, false);
    return { what: 'retry', delayMs };
  }

  private async giveUp(error: unknown): Promise<RunOutcome> {
    const { code, message } = error instanceof AppError ? error : new AppError('internal_error');
    await this.handler.giveUp?.(
      { id: this.row.id, owner: { userId: this.row.user_id }, payload: JSON.parse(this.row.payload) },
      error,
    );
    await this.table.finish(
      this.lease,
      'failed',
      [...this.errors, { line: 0, code, error: message }].slice(0, ERRORS_KEPT),
    );
    return { what: 'failed', error: `${code}: ${message}` };
  }
}
