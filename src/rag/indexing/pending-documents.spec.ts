import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { openPostgres, openSqlite, type TestDatabase } from '../../../test/support/search-databases.js';
import { testDatabases } from '../../../test/support/test-databases.js';
import { newId } from '../../common/ids.js';
import { changeDocuments } from '../documents/change-documents.js';
import { PendingDocuments } from './pending-documents.js';

describe.each(testDatabases())('documents that change while they are taken to be indexed, on %s', (kind) => {
  let opened: TestDatabase;
  let owner: { userId: string };
  let jobId: string;
  let collection: string;
  let pending: PendingDocuments;
  beforeAll(async () => {
    opened = await (kind === 'sqlite' ? openSqlite() : openPostgres());
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    owner = { userId: await opened.newUser() };
    [jobId, collection] = [newId(), newId()];
    pending = new PendingDocuments(opened.database, new ManualClock());
    const sql = "INSERT INTO collections (user_id, id, name, created_at, updated_at) VALUES (?, ?, 'c', '', '')";
    await opened.database.batch([{ sql, params: [owner.userId, collection] }]);
  });

  const write = (sql: string, ...params: string[]) =>
    opened.database.batch([
      { sql: `${sql} WHERE user_id = ? AND id = ?`, params: [...params.slice(0, -1), owner.userId, params.at(-1)!] },
    ]);
  async function newDocument(bytes = 1): Promise<string> {
    const id = newId();
    const sql =
      'INSERT INTO documents (user_id, id, collection_id, title, state, mime, bytes, next_generation, job_id, created_at, ' +
      "updated_at) VALUES (?, ?, ?, 'Before', 'queued', 'text/markdown', ?, 1, ?, '', '')";
    await opened.database.batch([{ sql, params: [owner.userId, id, collection, bytes, jobId] }]);
    return id;
  }

  /** What is taken where the work is done after the documents were looked for. */
  async function taken(work: () => Promise<unknown>): Promise<string[]> {
    const { database } = opened;
    const rows = database.rows.bind(database);
    const looked = new Promise<void>((resolve) => {
      database.rows = (async (...given: Parameters<typeof rows>) => {
        const found = await rows(...given);
        resolve();
        return found;
      }) as typeof database.rows;
    });
    const outside = AsyncLocalStorage.snapshot();
    let next: ReturnType<PendingDocuments['next']> | undefined;
    await changeDocuments(database, owner, async () => {
      next = outside(() => pending.next(owner, jobId));
      await looked;
      database.rows = rows;
      await work();
    });
    return (await next!).map(({ title }) => title);
  }

  it('are indexed under the title they have by then', async () => {
    const id = await newDocument();
    expect(await taken(() => write('UPDATE documents SET title = ?', 'After', id))).toEqual(['After']);
  });

  it('are left out where they are deleted, and do not end the job with those behind them', async () => {
    const large = await newDocument(10_000_000);
    await newDocument();
    expect(await taken(() => write('DELETE FROM documents', large))).toEqual(['Before']);
    expect(await pending.next(owner, newId())).toEqual([]);
  });
});
