import { describe, expect, it } from '@jest/globals';
import type { SearchHits, SearchRequest } from '../search-types.js';
import { SearchLane, type SearchOutcome } from './search-lane.js';

const request = (query: string): SearchRequest => ({ owner: 'o', corpus: 'messages', query, limit: 1 });
const hitsOf = (query: string): SearchHits => ({ hits: [], entries: query.length, held: 0, took: 0 });

describe('SearchLane', () => {
  it('sends what is asked together in one batch, and what comes meanwhile in the next', async () => {
    const batches: string[][] = [];
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const lane = new SearchLane(async (requests) => {
      batches.push(requests.map(({ query }) => query));
      if (batches.length === 1) await gate;
      return requests.map(({ query }): SearchOutcome => ({ hits: hitsOf(query) }));
    });
    const first = [lane.search(request('a')), lane.search(request('bb'))];
    await new Promise((resolve) => setImmediate(resolve));
    const second = [lane.search(request('ccc')), lane.search(request('dddd'))];
    release();
    const answers = await Promise.all([...first, ...second]);
    expect(batches).toEqual([
      ['a', 'bb'],
      ['ccc', 'dddd'],
    ]);
    expect(answers.map(({ entries }) => entries)).toEqual([1, 2, 3, 4]);
  });

  it('fails one search of a batch alone, and goes on after a batch that failed as a whole', async () => {
    let round = 0;
    const lane = new SearchLane(async (requests) => {
      if (++round === 2) throw new Error('the thread died');
      return requests.map(({ query }) => (query === 'bad' ? { error: new Error('bad') } : { hits: hitsOf(query) }));
    });
    const [good, bad] = await Promise.allSettled([lane.search(request('good')), lane.search(request('bad'))]);
    expect(good.status).toBe('fulfilled');
    expect(bad).toMatchObject({ status: 'rejected', reason: { message: 'bad' } });
    await expect(lane.search(request('x'))).rejects.toThrow('the thread died');
    await expect(lane.search(request('yy'))).resolves.toMatchObject({ entries: 2 });
  });

  it('keeps batches short', async () => {
    const sizes: number[] = [];
    const lane = new SearchLane(async (requests) => {
      sizes.push(requests.length);
      return requests.map(({ query }) => ({ hits: hitsOf(query) }));
    });
    await Promise.all(Array.from({ length: 40 }, (_, i) => lane.search(request(`q${i}`))));
    expect(sizes).toEqual([16, 16, 8]);
  });
});
