/** Puts indexing into the queue, and back into it where a crash left documents without a job. */
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import type { Owner } from '../../common/owner.js';
import { Database } from '../../platform/database/database.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { JobQueue } from '../../platform/queue/job-queue.js';
import { LeaderRounds } from '../../platform/leader/leader-rounds.js';
import { DocumentIndexer } from './document-indexer.js';
import { IndexUpkeep } from './index-upkeep.js';
import { PendingDocuments } from './pending-documents.js';

export const INDEX_DOCUMENTS = 'documents.index';

const CONCURRENCY = 2;
/** More documents than this wait behind everybody's single ones. */
const BULK = 20;
const SWEEP_EVERY = 5 * 60 * 1000;
/** Documents of a request that is still being received have no job in the queue yet. */
const RECEIVING = 10 * 60 * 1000;

@Injectable()
export class IndexingJobs implements OnApplicationBootstrap {
  constructor(
    private readonly queue: JobQueue,
    private readonly indexer: DocumentIndexer,
    private readonly pending: PendingDocuments,
    private readonly upkeep: IndexUpkeep,
    private readonly database: Database,
    private readonly rounds: LeaderRounds,
    private readonly events: EventBus,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.process(INDEX_DOCUMENTS, {
      concurrency: CONCURRENCY,
      run: async (job) => {
        await this.indexer.run(job);
        await this.upkeep.tidySoon(job.owner);
      },
      giveUp: ({ id, owner }, error) => this.failAll(owner, id, error),
    });
    // No other server shares a SQLite file, so at its start no request can be under way.
    let age = this.database.dialect === 'sqlite' ? 0 : RECEIVING;
    this.rounds.every(SWEEP_EVERY, 'looking for documents without a job', async () => {
      await this.sweep(age);
      age = RECEIVING;
    });
  }

  /** Inside `Database.write` it joins that transaction. */
  async enqueue(owner: Owner, id: string, total: number): Promise<void> {
    await this.queue.enqueue(owner, {
      id,
      kind: INDEX_DOCUMENTS,
      payload: {},
      total,
      priority: total > BULK ? 'last' : 'normal',
    });
  }

  /** Ends the documents a cancelled job leaves behind. */
  endCancelled(owner: Owner, jobId: string): Promise<void> {
    return this.failAll(owner, jobId, new AppError('job_cancelled'));
  }

  private async failAll(owner: Owner, jobId: string, error: unknown): Promise<void> {
    const { code, message } = error instanceof AppError ? error : new AppError('internal_error');
    const ids = await this.pending.failAll(owner, jobId, code, message);
    for (const documentId of ids) this.events.emit('document.ended', { ...owner, documentId, state: 'failed' });
  }

  private async sweep(age: number): Promise<void> {
    for (const { user_id: userId, job_id, state } of await this.pending.abandoned(age)) {
      if (state === null) await this.enqueue({ userId }, job_id, 0);
      else await this.endCancelled({ userId }, job_id);
    }
  }
}
