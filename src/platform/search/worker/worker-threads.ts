import { Logger } from '@nestjs/common';
import { Piscina } from 'piscina';
import type { IndexEntry } from '../search-types.js';
import { SearchLane, type SearchOutcome } from './search-lane.js';
import type { MergeResult, SearchTask, SearchTasks } from './search-tasks.js';
import type { SearchWorkerData } from './search-worker.js';
import type { SearchWorkers, SearchWorkersOptions } from './search-workers.js';

/** Builds up to this many characters take a millisecond or two and go to the owner's search thread. */
const SMALL_BUILD = 20_000;
/** How long a background thread waits for more work before it ends and gives its memory back. */
const BACKGROUND_IDLE_MS = 30_000;

/**
 * Spreads owners over search threads by a hash of their id, each with its own connection and cache. A thread starts with the
 * first search it is for (two of them would be a seventh of a start of the server) and stays. Large builds and
 * merges take seconds; they run in background threads, so that no search waits for them.
 */
export class WorkerThreads implements SearchWorkers {
  private readonly searching: readonly Piscina[];
  private readonly lanes: readonly SearchLane[];
  private readonly background: Piscina;

  constructor(options: SearchWorkersOptions) {
    const { workers, cacheBytes } = options;
    this.searching = Array.from({ length: workers }, () =>
      startPool(options, cacheBytes / workers, { minThreads: 0, maxThreads: 1, idleTimeout: Infinity }),
    );
    this.lanes = this.searching.map(
      (pool) => new SearchLane((requests) => run<SearchOutcome[]>(pool, { kind: 'searches', requests })),
    );
    this.background = startPool(options, 0, { minThreads: 0, maxThreads: workers, idleTimeout: BACKGROUND_IDLE_MS });
  }

  forOwner(owner: string): SearchTasks {
    let hash = 0;
    for (let i = 0; i < owner.length; i++) hash = (Math.imul(hash, 31) + owner.charCodeAt(i)) >>> 0;
    const searching = this.searching[hash % this.searching.length]!;
    const lane = this.lanes[hash % this.lanes.length]!;
    const { background } = this;
    return {
      build: (entries) => run<Uint8Array>(isSmall(entries) ? searching : background, { kind: 'build', entries }),
      search: (request) => lane.search(request),
      merge: (request) => run<MergeResult | undefined>(background, { kind: 'merge', request }),
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.searching, this.background].map((pool) => pool.close()));
  }
}

type PoolSize = Pick<
  NonNullable<ConstructorParameters<typeof Piscina>[0]>,
  'minThreads' | 'maxThreads' | 'idleTimeout'
>;

function startPool({ location }: SearchWorkersOptions, cacheBytes: number, size: PoolSize): Piscina {
  const workerData: SearchWorkerData = { location, cacheBytes };
  const pool = new Piscina({
    ...size,
    filename: new URL('./search-worker.js', import.meta.url).href,
    workerData,
    // A thread that sleeps in Atomics.wait does not hear its PostgreSQL connection; SQLite has none to hear.
    atomics: location.dialect === 'sqlite' ? 'sync' : 'disabled',
    concurrentTasksPerWorker: location.dialect === 'sqlite' ? 1 : 8,
  });
  // A thread that dies between tasks is started anew; without a listener the event would end the process.
  pool.on('error', (error: Error) => new Logger('SearchWorkers').error(`a search worker died: ${error.message}`));
  return pool;
}

// No signal is handed on: Piscina answers it by killing the thread, and the cache with it.
function run<T>(pool: Piscina, task: SearchTask): Promise<T> {
  return pool.run(task, { name: 'runSearchTask' }) as Promise<T>;
}

function isSmall(entries: readonly IndexEntry[]): boolean {
  let chars = 0;
  for (const { text } of entries) chars += text.length;
  return chars <= SMALL_BUILD;
}
