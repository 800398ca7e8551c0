/**
 * For a process that has one core: indexes that are searched quickly are searched on the calling thread, because waking
 * another for half a millisecond of work costs more than the work and frees nothing. What takes long (slow searches,
 * vectors, building, merging) goes to the threads all the same, so that the event loop is never held up.
 */
import type { SearchHits, SearchRequest } from '../search-types.js';
import type { SearchTasks } from './search-tasks.js';
import type { SearchWorkers } from './search-workers.js';

/** A larger index is not opened here: that alone takes tens of milliseconds. Entries. */
const MOST_HERE = 100_000;
/** A search may usually hold the event loop for as long as collecting the young generation does. Milliseconds. */
const SHORT = 3;
/** Of a new figure, what counts in the usual one; and the most it may be: code runs slowly when it is new. */
const SHARE_OF_NEWEST = 1 / 16;
const MOST_COUNTED = 2 * SHORT;
/** Searches that go to the threads before one is tried here again. */
const PATIENCE = 500;
/** Indexes that are remembered. */
const MOST_KNOWN = 10_000;

/** One index, as its searches have shown it. */
interface Known {
  entries: number;
  /** How long a search here usually holds the event loop, milliseconds; undefined before the first. */
  usual?: number;
  /** Searches that went to the threads since one was found long here. */
  away: number;
}

export class SmallSearchesHere implements SearchWorkers {
  /** By corpus and owner. */
  private readonly known = new Map<string, Known>();

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
      search: (request) => {
        const known = this.indexOf(request);
        return request.vector === undefined && isShort(known)
          ? searchHere(here, request, known)
          : searchAway(away, request, known);
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.threads.close(), this.here.close()]);
  }

  private indexOf({ owner, corpus }: SearchRequest): Known {
    const key = `${corpus} ${owner}`;
    let known = this.known.get(key);
    if (!known) {
      if (this.known.size >= MOST_KNOWN) this.known.clear();
      // One that was never searched may be large.
      known = { entries: Infinity, away: 0 };
      this.known.set(key, known);
    }
    return known;
  }
}

function isShort({ entries, usual = 0, away }: Known): boolean {
  return entries <= MOST_HERE && (usual <= SHORT || away >= PATIENCE);
}

async function searchHere(tasks: SearchTasks, request: SearchRequest, known: Known): Promise<SearchHits> {
  const found = await tasks.search(request);
  known.entries = found.entries;
  known.away = 0;
  known.usual = usualWith(found.held, known.usual);
  return found;
}

const usualWith = (held: number, usual = 0): number => usual + (Math.min(held, MOST_COUNTED) - usual) * SHARE_OF_NEWEST;

async function searchAway(tasks: SearchTasks, request: SearchRequest, known: Known): Promise<SearchHits> {
  const found = await tasks.search(request);
  known.entries = found.entries;
  known.away++;
  return found;
}
