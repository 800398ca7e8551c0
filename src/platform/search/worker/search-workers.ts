import type { StoreLocation } from '../storage/segment-store.js';
import type { SearchTasks } from './search-tasks.js';

/** Where search work runs. An owner's work always goes to the same place, so that its index is held in memory once. */
export interface SearchWorkers {
  forOwner(owner: string): SearchTasks;
  close(): Promise<void>;
}

export interface SearchWorkersOptions {
  location: StoreLocation;
  /** Number of search threads; as many again may work in the background. */
  workers: number;
  /** For opened segments, all workers together. */
  cacheBytes: number;
}
