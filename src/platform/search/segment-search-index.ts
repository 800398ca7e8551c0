import type { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import type { Database } from '../database/database.js';
import { type Statement, UnexpectedChanges } from '../database/statement.js';
import { SearchIndex } from './search-index.js';
import type { Corpus, IndexEntry, SearchHits, SearchRequest } from './search-types.js';
import { deleteDeletion, deleteSegment, insertDeletion, insertSegment } from './storage/segment-statements.js';
import type { MergeResult } from './worker/search-tasks.js';
import type { SearchWorkers } from './worker/search-workers.js';

/** A build that began before a deletion must have committed within this time, or what it adds may stay visible. */
const SETTLING_MS = 10 * 60_000;
/** Rounds of one compact(): more than tiers times what one round leaves; a bound against endless company. */
const MAX_ROUNDS = 32;

/** SearchIndex on segments in the relational database: thinking in the workers, writing through the write path. */
export class SegmentSearchIndex extends SearchIndex {
  constructor(
    private readonly database: Pick<Database, 'batch'>,
    private readonly workers: SearchWorkers,
    private readonly clock: Clock,
    /** Told of every search and how long it took, in milliseconds. */
    private readonly onSearched: (corpus: Corpus, totalMs: number) => void = () => undefined,
  ) {
    super();
  }

  async build(owner: string, corpus: Corpus, entries: readonly IndexEntry[]): Promise<Statement[]> {
    if (entries.length === 0) return [];
    // Before the work: what is removed while it lasts must also be hidden in what it gives.
    const id = newId();
    const data = await this.workers.forOwner(owner).build(entries);
    return [insertSegment(owner, corpus, { id, entries: entries.length, data }, this.clock.iso())];
  }

  remove(owner: string, corpus: Corpus, targets: readonly string[]): Statement[] {
    const before = newId();
    const createdAt = this.clock.iso();
    return targets.map((target) => insertDeletion(owner, corpus, { target, before, createdAt }));
  }

  async search(request: SearchRequest, signal?: AbortSignal): Promise<SearchHits> {
    signal?.throwIfAborted();
    const began = performance.now();
    const told = () => this.onSearched(request.corpus, performance.now() - began);
    const found = this.workers.forOwner(request.owner).search(request).finally(told);
    return signal ? abortable(found, signal) : found;
  }

  async compact(owner: string, corpus: Corpus, { purge = false }: { purge?: boolean } = {}): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const settledBefore = this.clock.iso(-SETTLING_MS);
      const result = await this.workers.forOwner(owner).merge({ owner, corpus, purge, settledBefore });
      if (!result || !(await this.commit(owner, corpus, result))) return;
    }
  }

  close(): Promise<void> {
    return this.workers.close();
  }

  /** False when somebody else has merged the same segments: theirs is as good. */
  private async commit(owner: string, corpus: Corpus, { added, removed, settled }: MergeResult): Promise<boolean> {
    const statements = [
      ...removed.map((id) => deleteSegment(owner, corpus, id)),
      ...(added ? [insertSegment(owner, corpus, added, this.clock.iso())] : []),
      ...settled.map((deletion) => deleteDeletion(owner, corpus, deletion)),
    ];
    try {
      await this.database.batch(statements, { background: true });
      return true;
    } catch (error) {
      if (error instanceof UnexpectedChanges) return false;
      throw error;
    }
  }
}

/** Rejects as soon as the signal aborts; the work itself runs on to its end. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
