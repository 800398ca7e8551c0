import { Piscina } from 'piscina';
import type { IndexEntry, SearchHits, SearchRequest } from '../search-types.js';
import type { MergeRequest, MergeResult, SearchTask, SearchTasks } from './search-tasks.js';
import type { SearchWorkerData } from './search-worker.js';
import type { SearchWorkers, SearchWorkersOptions } from './search-workers.js';

/** One thread, with its own connection and cache. */
class WorkerThread implements SearchTasks {
  private readonly pool: Piscina;

  constructor({ location, workers, cacheBytes }: SearchWorkersOptions) {
    const workerData: SearchWorkerData = { location, cacheBytes: cacheBytes / workers };
    this.pool = new Piscina({
      filename: new URL('./search-worker.js', import.meta.url).href,
      workerData,
      minThreads: 1,
      maxThreads: 1,
      // A thread that sleeps in Atomics.wait does not hear its PostgreSQL connection; SQLite has none to hear.
      atomics: location.dialect === 'sqlite' ? 'sync' : 'disabled',
      concurrentTasksPerWorker: location.dialect === 'sqlite' ? 1 : 8,
    });
  }

  build(entries: readonly IndexEntry[]): Promise<Uint8Array> {
    return this.run({ kind: 'build', entries });
  }

  search(request: SearchRequest): Promise<SearchHits> {
    return this.run({ kind: 'search', request });
  }

  merge(request: MergeRequest): Promise<MergeResult | undefined> {
    return this.run({ kind: 'merge', request });
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  // No signal is handed on: Piscina answers it by killing the thread, and the cache with it.
  private run<T>(task: SearchTask): Promise<T> {
    return this.pool.run(task, { name: 'runSearchTask' }) as Promise<T>;
  }
}

/** Spreads owners over threads by a hash of their id. */
export class WorkerThreads implements SearchWorkers {
  private readonly threads: readonly WorkerThread[];

  constructor(options: SearchWorkersOptions) {
    this.threads = Array.from({ length: options.workers }, () => new WorkerThread(options));
  }

  forOwner(owner: string): SearchTasks {
    let hash = 0;
    for (let i = 0; i < owner.length; i++) hash = (Math.imul(hash, 31) + owner.charCodeAt(i)) >>> 0;
    return this.threads[hash % this.threads.length]!;
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }
}
