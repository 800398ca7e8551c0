/** Entry of a search worker thread: opens its own read-only connection and runs the tasks that come. */
import { workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { openSegmentStore } from '../storage/open-segment-store.js';
import type { StoreLocation } from '../storage/segment-store.js';
import type { SearchRequest } from '../search-types.js';
import type { SearchOutcome } from './search-lane.js';
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
  if (task.kind === 'searches') return Promise.all(task.requests.map(outcomeOf));
  if (task.kind === 'build') return move(await runner.build(task.entries));
  const merged = await runner.merge(task.request);
  return merged?.added ? move({ [transferableSymbol]: merged.added.data.buffer, [valueSymbol]: merged }) : merged;
}

async function outcomeOf(request: SearchRequest): Promise<SearchOutcome> {
  try {
    return { hits: await runner.search(request) };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}
