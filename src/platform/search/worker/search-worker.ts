/** Entry of a search worker thread: opens its own read-only connection and runs the tasks that come. */
import { workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { openSegmentStore } from '../storage/open-segment-store.js';
import type { StoreLocation } from '../storage/segment-store.js';
import { SearchRunner } from './search-runner.js';
import type { SearchTask } from './search-tasks.js';

export interface SearchWorkerData {
  location: StoreLocation;
  cacheBytes: number;
}

const { location, cacheBytes } = workerData as SearchWorkerData;
const runner = new SearchRunner(await openSegmentStore(location), cacheBytes);

/** New bytes are moved to the main thread, not copied. */
export async function runSearchTask(task: SearchTask): Promise<unknown> {
  if (task.kind === 'search') return runner.search(task.request);
  if (task.kind === 'build') return move(await runner.build(task.entries));
  const merged = await runner.merge(task.request);
  return merged?.added ? move({ [transferableSymbol]: merged.added.data.buffer, [valueSymbol]: merged }) : merged;
}
