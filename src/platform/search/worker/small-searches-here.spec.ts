import { describe, expect, it } from '@jest/globals';
import type { SearchRequest } from '../search-types.js';
import type { SearchWorkers } from './search-workers.js';
import { SmallSearchesHere } from './small-searches-here.js';

function recorder(name: string, asked: string[], entries: () => number, held = () => 0): SearchWorkers {
  const note = (task: string) => void asked.push(`${name} ${task}`);
  return {
    forOwner: () => ({
      build: () => Promise.resolve((note('build'), new Uint8Array(0))),
      merge: () => Promise.resolve((note('merge'), undefined)),
      search: ({ corpus }) => Promise.resolve((note(corpus), { hits: [], entries: entries(), took: 0, held: held() })),
    }),
    close: () => Promise.resolve(note('close')),
  };
}

describe('SmallSearchesHere', () => {
  it('searches here what is known to be small, and sends everything else to the threads', async () => {
    const asked: string[] = [];
    let entries = 100;
    const count = () => entries;
    const workers = new SmallSearchesHere(recorder('away', asked, count), recorder('here', asked, count));
    const tasks = workers.forOwner('o');
    const request: SearchRequest = { owner: 'o', corpus: 'messages', query: 'q', limit: 1 };
    await tasks.search(request);
    await tasks.search(request);
    await tasks.search({ ...request, corpus: 'documents' });
    await tasks.search({ ...request, vector: { profile: 'p', values: new Float32Array(1), trust: 1 } });
    entries = 1_000_000;
    await tasks.search(request);
    await tasks.search(request);
    await tasks.build([]);
    await tasks.merge({ owner: 'o', corpus: 'messages', purge: false, settledBefore: '' });
    await workers.close();
    expect(asked).toEqual([
      'away messages',
      'here messages',
      'away documents',
      'away messages',
      'here messages',
      'away messages',
      'away build',
      'away merge',
      'away close',
      'here close',
    ]);
  });

  it('sends searches away once they usually take long here, and tries again later', async () => {
    const asked: string[] = [];
    let held = 1;
    const entries = () => 50_000;
    const workers = new SmallSearchesHere(
      recorder('away', asked, entries, () => 50),
      recorder('here', asked, entries, () => held),
    );
    const tasks = workers.forOwner('o');
    const search = async (times: number) => {
      asked.length = 0;
      for (let time = 0; time < times; time++)
        await tasks.search({ owner: 'o', corpus: 'messages', query: 'q', limit: 1 });
      return asked.filter((each) => each === 'here messages').length;
    };
    // The first tells how large it is, the second opens it here.
    expect(await search(2)).toBe(1);
    expect(await search(100)).toBe(100);
    held = 10;
    const before = await search(300);
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(20);
    held = 1;
    // Tried again after five hundred, until it is found to be short again.
    expect(await search(150)).toBe(0);
    expect(await search(10_000)).toBeGreaterThan(5_000);
    await workers.close();
  });
});
