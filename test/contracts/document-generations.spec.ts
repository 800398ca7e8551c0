/** What clearing after an attempt that died may remove: never what is found, nor what another job is making. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import type { PendingDocument } from '../../src/rag/indexing/pending-document.js';
import { deleteUnfinishedChunks, deleteUnfinishedTexts } from '../../src/rag/indexing/generation-statements.js';
import { testDatabases } from '../support/test-databases.js';
import { openTestDatabase, type TestDatabase } from './job-queue.fixtures.js';

const NOW = new Date().toISOString();

describe.each(testDatabases())('generations of a document on %s', (dialect) => {
  let base: TestDatabase;
  let owner: { userId: string };
  beforeEach(async () => {
    base = await openTestDatabase(dialect);
    owner = await base.newOwner();
  });
  afterEach(() => base.drop());

  const write = (sql: string, params: (string | number | null)[]) =>
    base.opened.database.batch([{ sql, params: [owner.userId, ...params] }]);
  const read = async (table: string) => {
    const rows = await base.opened.database.rows<{ generation: number }>(
      `SELECT generation FROM ${table} WHERE user_id = ? ORDER BY generation`,
      [owner.userId],
    );
    return rows.map(({ generation }) => generation);
  };
  /** With a passage and a text of each of the generations; gives the document as the job has read it before. */
  async function newDocument(jobId: string | null, live: number, next: number): Promise<PendingDocument> {
    const [collection, id] = [newId(), newId()];
    await write('INSERT INTO collections (user_id, id, name, created_at, updated_at) VALUES (?, ?, ?, ?, ?)', [
      collection,
      'c',
      NOW,
      NOW,
    ]);
    await write(
      'INSERT INTO documents (user_id, id, collection_id, title, state, mime, generation, next_generation, job_id, ' +
        "created_at, updated_at) VALUES (?, ?, ?, 't', 'indexing', 'text/html', ?, ?, ?, ?, ?)",
      [id, collection, live, next, jobId, NOW, NOW],
    );
    for (const generation of [1, 2, 3]) {
      await write(
        'INSERT INTO chunks (user_id, id, document_id, generation, ordinal, text, start_offset, end_offset) ' +
          "VALUES (?, ?, ?, ?, 0, 't', 0, 1)",
        [newId(), id, generation],
      );
      await write(
        "INSERT INTO document_texts (user_id, document_id, generation, part, text) VALUES (?, ?, ?, 0, 't')",
        [id, generation],
      );
    }
    return {
      ...{ id, title: 't', title_given: 0, mime: 'text/html', file_id: null, source_url: null },
      ...{ bytes: 1, chunk_count: 1, generation: 1, next_generation: 2 },
    };
  }
  const clear = async (jobId: string, document: PendingDocument) => {
    await base.opened.database.batch([
      deleteUnfinishedChunks(owner, jobId, document, 100),
      deleteUnfinishedTexts(owner, jobId, document),
    ]);
    return [await read('chunks'), await read('document_texts')];
  };

  it('keep the live one where the next is cleared', async () => {
    const job = newId();
    expect(await clear(job, await newDocument(job, 1, 2))).toEqual([[1], [1]]);
  });

  it('all stay where another run has made the next one live meanwhile', async () => {
    expect(await clear(newId(), await newDocument(null, 2, 2))).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('all stay where another job makes a later one meanwhile', async () => {
    expect(await clear(newId(), await newDocument(newId(), 1, 3))).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('go some at a time', async () => {
    const job = newId();
    const document = await newDocument(job, 1, 2);
    const [deleted] = await base.opened.database.batch([deleteUnfinishedChunks(owner, job, document, 1)]);
    expect([deleted, (await read('chunks')).length]).toEqual([1, 2]);
  });
});
