/**
 * For a process that has one core: small indexes are searched on the calling thread, because waking another for half a
 * millisecond of work costs more than the work and frees nothing. What takes long (large indexes, vectors, building,
 * merging) goes to the threads all the same, so that the event loop is never held up.
 */
import type { SearchHits, SearchRequest } from '../search-types.js';
import type { SearchTasks } from './search-tasks.js';
import type { SearchWorkers } from './search-workers.js';

/** A search of so many entries takes about a millisecond. */
const SMALL_INDEX = 30_000;
/** Indexes whose size is remembered. */
const MOST_KNOWN = 10_000;

export class SmallSearchesHere implements SearchWorkers {
  /** Entries when last searched, by corpus and owner. */
  private readonly sizes = new Map<string, number>();

  constructor(
    private readonly threads: SearchWorkers,
    private readonly here: SearchWorkers,
  ) {}

  forOwner(owner: string): SearchTasks {
    const away = this.threads.forOwner(owner);
    const here = this.here.forOwner(owner);
    return {
      build: (entries) => away.build(entries),
      merge: (request) => away.merge(request),
      search: (request) => this.search(this.isSmall(request) ? here : away, request),
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.threads.close(), this.here.close()]);
  }

  /** One whose size nobody knows yet may be large. */
  private isSmall({ owner, corpus, vector }: SearchRequest): boolean {
    return vector === undefined && (this.sizes.get(`${corpus} ${owner}`) ?? Infinity) <= SMALL_INDEX;
  }

  private async search(tasks: SearchTasks, request: SearchRequest): Promise<SearchHits> {
    const found = await tasks.search(request);
    if (this.sizes.size >= MOST_KNOWN) this.sizes.clear();
    this.sizes.set(`${request.corpus} ${request.owner}`, found.entries);
    return found;
  }
}
