import { openSegmentStore } from '../storage/open-segment-store.js';
import type { SegmentStore } from '../storage/segment-store.js';
import { SearchRunner } from './search-runner.js';
import type { SearchTasks } from './search-tasks.js';
import type { SearchWorkers, SearchWorkersOptions } from './search-workers.js';

/** The same work on the calling thread: for small searches, and where a thread could not load the worker. */
export class InProcessWorkers implements SearchWorkers {
  private opened?: Promise<SegmentStore>;
  private runner?: Promise<SearchRunner>;

  constructor(private readonly options: SearchWorkersOptions) {}

  forOwner(): SearchTasks {
    return {
      build: async (entries) => (await this.start()).build(entries),
      search: async (request) => (await this.start()).search(request),
      merge: async (request) => (await this.start()).merge(request),
    };
  }

  async close(): Promise<void> {
    await (await this.opened)?.close();
  }

  private start(): Promise<SearchRunner> {
    this.opened ??= openSegmentStore(this.options.location);
    this.runner ??= this.opened.then((store) => new SearchRunner(store, this.options.cacheBytes));
    return this.runner;
  }
}
