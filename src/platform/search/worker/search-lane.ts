/**
 * Hands searches to a thread in batches: whatever came while the thread was busy travels together. Waking a thread and
 * crossing to it costs as much as a small search, so under load it is paid once for many.
 */
import type { SearchHits, SearchRequest } from '../search-types.js';

/** What became of one search of a batch. */
export type SearchOutcome = { hits: SearchHits } | { error: Error };
/** Runs a batch; gives the outcomes in the same order. */
export type RunBatch = (requests: readonly SearchRequest[]) => Promise<readonly SearchOutcome[]>;

interface Waiting {
  request: SearchRequest;
  resolve: (hits: SearchHits) => void;
  reject: (error: Error) => void;
}

/** Bounds how long the first of a batch waits for the last. */
const MOST = 16;

export class SearchLane {
  private waiting: Waiting[] = [];
  private isBusy = false;

  constructor(private readonly runBatch: RunBatch) {}

  search(request: SearchRequest): Promise<SearchHits> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, resolve, reject });
      if (this.isBusy) return;
      this.isBusy = true;
      // At the end of this turn of the event loop: a turn asks for documents and memories one after the other.
      setImmediate(() => void this.send());
    });
  }

  private async send(): Promise<void> {
    while (this.waiting.length) {
      const batch = this.waiting.splice(0, MOST);
      try {
        const outcomes = await this.runBatch(batch.map(({ request }) => request));
        batch.forEach((each, i) => settle(each, outcomes[i]!));
      } catch (error) {
        for (const each of batch) each.reject(error as Error);
      }
    }
    this.isBusy = false;
  }
}

function settle({ resolve, reject }: Waiting, outcome: SearchOutcome): void {
  if ('error' in outcome) reject(outcome.error);
  else resolve(outcome.hits);
}
