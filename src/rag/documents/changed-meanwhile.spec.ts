import { AsyncLocalStorage } from 'node:async_hooks';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { openPostgres, openSqlite, type TestDatabase } from '../../../test/support/search-databases.js';
import { testDatabases } from '../../../test/support/test-databases.js';
import { newId } from '../../common/ids.js';
import type { Files } from '../../files/files.js';
import type { SearchIndex } from '../../platform/search/search-index.js';
import { Collections } from '../collections/collections.js';
import type { IndexUpkeep } from '../indexing/index-upkeep.js';
import type { IndexingJobs } from '../indexing/indexing-jobs.js';
import { changeDocuments } from './change-documents.js';
import { Documents } from './documents.js';
import { insertTexts, PART } from './stored-text.js';

describe.each(testDatabases())('a document that changes after it was looked at, on %s', (kind) => {
  let opened: TestDatabase;
  let owner: { userId: string };
  let id: string;
  let documents: Documents;
  let queued: string[];
  let forgotten: string[];
  beforeAll(async () => {
    opened = await (kind === 'sqlite' ? openSqlite() : openPostgres());
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    owner = { userId: await opened.newUser() };
    [queued, forgotten] = [[], []];
    const clock = new ManualClock();
    documents = new Documents(
      opened.database,
      new Collections(opened.database, clock),
      { remove: () => [] } as unknown as SearchIndex,
      { enqueue: async (_owner: unknown, job: string) => void queued.push(job) } as unknown as IndexingJobs,
      { purgeSoon: async () => undefined } as unknown as IndexUpkeep,
      { forget: async (_owner: unknown, file: string) => void forgotten.push(file) } as unknown as Files,
      clock,
    );
    id = await newDocument();
  });

  const write = (sql: string, ...params: (string | number | null)[]) =>
    opened.database.batch([{ sql, params: [...params, owner.userId, id] }]);
  async function newDocument(): Promise<string> {
    const [collection, document] = [newId(), newId()];
    await opened.database.batch([
      {
        sql: "INSERT INTO collections (user_id, id, name, created_at, updated_at) VALUES (?, ?, 'c', '', '')",
        params: [owner.userId, collection],
      },
      {
        sql:
          'INSERT INTO documents (user_id, id, collection_id, title, state, mime, generation, next_generation, job_id, ' +
          "file_id, created_at, updated_at) VALUES (?, ?, ?, 'Before', 'queued', 'text/markdown', 1, 1, ?, ?, '', '')",
        params: [owner.userId, document, collection, newId(), newId()],
      },
    ]);
    return document;
  }

  /** Does the work after the document was looked at, before what is made of it. */
  async function meanwhile(request: () => Promise<unknown>, work: () => Promise<unknown>): Promise<void> {
    const get = documents.get.bind(documents);
    const looked = new Promise<void>((resolve) => {
      documents.get = (...given) => get(...given).finally(resolve);
    });
    // Another request is in no transaction.
    const outside = AsyncLocalStorage.snapshot();
    let asked: Promise<unknown> | undefined;
    await changeDocuments(opened.database, owner, async () => {
      asked = outside(request);
      await looked;
      await work();
    });
    await asked;
  }

  it('is indexed again under a new title, though it waited when it was looked at', async () => {
    const made = () => write("UPDATE documents SET state = 'ready', job_id = NULL WHERE user_id = ? AND id = ?");
    await meanwhile(() => documents.update(owner, id, { title: 'After' }), made);
    expect(await documents.get(owner, id)).toMatchObject({ title: 'After', state: 'queued' });
    expect(queued).toHaveLength(1);
  });

  it('takes the file along that it has by the time it is deleted', async () => {
    const file = newId();
    const replaced = () => write('UPDATE documents SET file_id = ? WHERE user_id = ? AND id = ?', file);
    await meanwhile(() => documents.remove(owner, id), replaced);
    expect(forgotten).toEqual([file]);
  });

  it('is not taken for shorter where its text goes while it is sent', async () => {
    const key = { userId: owner.userId, documentId: id, generation: 1 };
    await opened.database.batch(insertTexts([{ key, text: 'word '.repeat(PART) }]));
    const whole = await readText(await documents.text(owner, id));
    expect(whole).toHaveLength(5 * PART);
    const text = (await documents.text(owner, id))[Symbol.asyncIterator]();
    expect((await text.next()).done).toBe(false);
    await write('DELETE FROM document_texts WHERE user_id = ? AND document_id = ?');
    const rest = async () => {
      while (!(await text.next()).done);
    };
    await expect(rest()).rejects.toMatchObject({ code: 'conflict' });
  });
});
