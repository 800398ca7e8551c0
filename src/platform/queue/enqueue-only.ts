/** A queue seen from a server that only puts jobs in: those of role `worker` or `all` take them out. */
import type { Owner } from '../../common/owner.js';
import { JobQueue, type JobStatus, type NewJob } from './job-queue.js';

export class EnqueueOnly extends JobQueue {
  constructor(private readonly queue: JobQueue) {
    super();
  }

  enqueue(owner: Owner, job: NewJob): Promise<string> {
    return this.queue.enqueue(owner, job);
  }

  process(): void {
    // Every room names its handlers wherever it runs; here none of them is called.
  }

  get(owner: Owner, id: string): Promise<JobStatus | undefined> {
    return this.queue.get(owner, id);
  }

  cancel(owner: Owner, id: string): Promise<boolean> {
    return this.queue.cancel(owner, id);
  }

  stop(): Promise<void> {
    return this.queue.stop();
  }
}
