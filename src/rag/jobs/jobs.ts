/** The jobs of an account as they stand: read, followed, cancelled. It must not know how they are done. */
import { Injectable } from '@nestjs/common';
import { AppError, notFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { isId } from '../../common/ids.js';
import type { LogFrame } from '../../common/log-frame.js';
import type { Owner } from '../../common/owner.js';
import { JobQueue, type JobStatus } from '../../platform/queue/job-queue.js';
import { INDEX_DOCUMENTS, IndexingJobs } from '../indexing/indexing-jobs.js';
import { toJobView } from './job.view.js';

/** Milliseconds between looks at a job that is being followed. */
const LOOK_EVERY = 200;

@Injectable()
export class Jobs {
  constructor(
    private readonly queue: JobQueue,
    private readonly indexing: IndexingJobs,
    private readonly clock: Clock,
  ) {}

  async get(owner: Owner, id: string): Promise<JobStatus> {
    const job = isId(id) ? await this.queue.get(owner, id) : undefined;
    if (!job) throw notFound();
    return job;
  }

  /** A frame at once and for each change; the last one is `job-end`. Ends early when the job is forgotten. */
  async *follow(owner: Owner, id: string, signal: AbortSignal): AsyncGenerator<LogFrame[]> {
    let shown = '';
    let seq = 0;
    for (;;) {
      const job = await this.queue.get(owner, id);
      if (!job) return;
      const view = toJobView(job);
      const ended = job.finishedAt !== null;
      if (ended || JSON.stringify(view) !== shown) {
        shown = JSON.stringify(view);
        yield [{ seq, data: JSON.stringify({ type: ended ? 'job-end' : 'job-progress', seq, job: view }) }];
        seq++;
      }
      if (ended || !(await this.pause(signal))) return;
    }
  }

  /** What is not indexed by then ends as failed; what is stays. Nothing changes where the job has ended. */
  async cancel(owner: Owner, id: string): Promise<JobStatus> {
    const { kind } = await this.get(owner, id);
    if (kind !== INDEX_DOCUMENTS) throw new AppError('conflict', 'Only the indexing of documents can be cancelled.');
    if (await this.queue.cancel(owner, id)) await this.indexing.endCancelled(owner, id);
    return this.get(owner, id);
  }

  /** False when the reader has left. */
  private async pause(signal: AbortSignal): Promise<boolean> {
    try {
      await this.clock.sleep(LOOK_EVERY, signal);
      return true;
    } catch (error) {
      if (!signal.aborted) throw error;
      return false;
    }
  }
}
