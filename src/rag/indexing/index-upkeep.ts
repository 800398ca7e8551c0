/** Has the index of an account tidied after changes: small segments merged, deleted words purged. */
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Owner } from '../../common/owner.js';
import { JobQueue, type RunningJob } from '../../platform/queue/job-queue.js';
import { SearchIndex } from '../../platform/search/search-index.js';
import { VectorPurge } from '../embedding/vector-purge.js';

const TIDY = 'documents.tidy';
const PURGE = 'documents.purge';
/** Milliseconds; several changes in a row are tidied once. */
const SOON = 1500;

@Injectable()
export class IndexUpkeep implements OnApplicationBootstrap {
  constructor(
    private readonly queue: JobQueue,
    private readonly index: SearchIndex,
    private readonly vectors: VectorPurge,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.process(TIDY, { run: (job) => this.compact(job, false) });
    this.queue.process(PURGE, { run: (job) => this.compact(job, true) });
  }

  /** Inside `Database.write` both join that transaction. */
  async tidySoon(owner: Owner): Promise<void> {
    await this.queue.enqueue(owner, { kind: TIDY, payload: {}, delay: SOON, unique: true });
  }

  async purgeSoon(owner: Owner): Promise<void> {
    await this.queue.enqueue(owner, { kind: PURGE, payload: {}, delay: SOON, unique: true });
  }

  private async compact({ owner }: RunningJob, purge: boolean): Promise<void> {
    await this.index.compact(owner.userId, 'documents', { purge });
    if (purge) await this.vectors.run(owner.userId);
  }
}
