import { describe, expect, it } from '@jest/globals';
import type { Database } from '../../platform/database/database.js';
import type { Collections } from '../collections/collections.js';
import type { Retriever } from '../retriever.js';
import { DocumentSearch } from './document-search.js';
import type { FilteredOut } from './filtered-out.js';
import type { SearchDocumentsDto } from './search.dto.js';

const OWNER = { userId: 'user' };
/** Of the metadata of one document. */
const LONGEST = 16 * 1024;

describe('DocumentSearch', () => {
  it('reads metadata in pages that hold few megabytes at most, and all of it', async () => {
    const stored = Array.from({ length: 1234 }, (_, i) => ({
      id: `doc-${String(i).padStart(5, '0')}`,
      metadata: i % 5 ? null : JSON.stringify({ year: i % 10 ? 1999 : 2020 }),
    }));
    const pages: number[] = [];
    const rows = (sql: string, [, after]: [string, string]) => {
      const limit = Number(/LIMIT (\d+)/.exec(sql)![1]);
      pages.push(limit);
      // The first page asks for everything above the lowest id there is.
      const from = after.startsWith('doc') ? stored.findIndex(({ id }) => id > after) : 0;
      return Promise.resolve(from < 0 ? [] : stored.slice(from, from + limit));
    };
    let passed: string[] = [];
    const search = (_user: string, _query: string, { documentIds }: { documentIds: string[] }) => {
      passed = documentIds;
      return Promise.resolve({ passages: [] });
    };
    const documents = new DocumentSearch(
      { rows } as unknown as Database,
      { check: () => Promise.resolve() } as unknown as Collections,
      { search } as unknown as Retriever,
      {} as FilteredOut,
    );
    const dto: SearchDocumentsDto = { query: 'a', top_k: 5, mode: 'hybrid', explain: false, metadata: { year: 2020 } };
    await documents.search(OWNER, dto);
    expect(passed).toEqual(stored.filter((_, i) => i % 10 === 0).map(({ id }) => id));
    expect(Math.max(...pages) * LONGEST).toBeLessThanOrEqual(4 * 1024 * 1024);
  });
});
