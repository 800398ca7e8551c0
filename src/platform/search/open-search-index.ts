import { availableParallelism } from 'node:os';
import type { Clock } from '../../common/clock.js';
import type { Database } from '../database/database.js';
import type { SearchIndex } from './search-index.js';
import type { Corpus } from './search-types.js';
import { SegmentSearchIndex } from './segment-search-index.js';
import { InProcessWorkers } from './worker/in-process-workers.js';
import { SmallSearchesHere } from './worker/small-searches-here.js';
import type { SearchWorkers, SearchWorkersOptions } from './worker/search-workers.js';

export interface SearchOptions {
  /** Threads; 0 searches on the calling thread. Default: one core is left to the event loop, two threads at most. */
  workers?: number;
  /** Default 256 MB. */
  cacheBytes?: number;
  /** PostgreSQL: whether threads prepare what they ask; default: yes. */
  preparedStatements?: boolean;
  /** PostgreSQL: how long one statement of a thread may take, in milliseconds; default: 30 s. */
  statementMs?: number;
  onSearched?: (corpus: Corpus, totalMs: number) => void;
}

/** The search index of a database, with its workers started. */
export async function openSearchIndex(
  database: Database,
  clock: Clock,
  options: SearchOptions = {},
): Promise<SearchIndex> {
  const { dialect, sqlitePath, postgresUrl } = database;
  const workers = options.workers ?? Math.max(1, Math.min(2, availableParallelism() - 1));
  const cacheBytes = options.cacheBytes ?? 256 * 1024 * 1024;
  const { preparedStatements, statementMs } = options;
  const location = { dialect, sqlitePath, postgresUrl, preparedStatements, statementMs };
  return new SegmentSearchIndex(
    database,
    await startWorkers({ location, workers, cacheBytes }),
    clock,
    options.onSearched,
  );
}

async function startWorkers(options: SearchWorkersOptions): Promise<SearchWorkers> {
  // Under a test runner the sources are TypeScript, which a plain thread cannot load.
  if (options.workers === 0 || import.meta.url.endsWith('.ts')) return new InProcessWorkers(options);
  const { WorkerThreads } = await import('./worker/worker-threads.js');
  const isAlone = availableParallelism() === 1 && options.location.dialect === 'sqlite';
  if (!isAlone) return new WorkerThreads(options);
  const half = { ...options, cacheBytes: options.cacheBytes / 2 };
  return new SmallSearchesHere(new WorkerThreads(half), new InProcessWorkers(half));
}
