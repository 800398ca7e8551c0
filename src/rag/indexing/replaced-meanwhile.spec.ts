import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { openPostgres, openSqlite, type TestDatabase } from '../../../test/support/search-databases.js';
import { testDatabases } from '../../../test/support/test-databases.js';
import { newId } from '../../common/ids.js';
import type { EventBus } from '../../platform/events/event-bus.js';
import type { RunningJob } from '../../platform/queue/job-queue.js';
import type { SearchIndex } from '../../platform/search/search-index.js';
import type { KnownVectors } from '../embedding/known-vectors.js';
import { DocumentIndexer } from './document-indexer.js';
import type { DocumentSource } from './document-source.js';
import { PendingDocuments } from './pending-documents.js';

/** More passages than go in one transaction; half of it has fewer. */
const LONG = Array.from(
  { length: 16_000 },
  (_, i) => `Entry ${i} tells of the weather at the ${i}th lighthouse of all.\n\n`,
);

describe.each(testDatabases())('a long document that is replaced while it is indexed, on %s', (kind) => {
  let opened: TestDatabase;
  let owner: { userId: string };
  let jobId: string;
  let collection: string;
  let indexer: DocumentIndexer;
  let texts: Map<string, string>;
  /** Once, after documents were read and before they are written. */
  let meanwhile: () => Promise<unknown>;
  beforeAll(async () => {
    opened = await (kind === 'sqlite' ? openSqlite() : openPostgres());
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    owner = { userId: await opened.newUser() };
    [jobId, collection] = [newId(), newId()];
    texts = new Map();
    meanwhile = async () => undefined;
    const sql = "INSERT INTO collections (user_id, id, name, created_at, updated_at) VALUES (?, ?, 'c', '', '')";
    await opened.database.batch([{ sql, params: [owner.userId, collection] }]);
    const clock = new ManualClock();
    const source = {
      storedTexts: async () => texts,
      textOf: async (_job: unknown, { id }: { id: string }) => ({
        ...{ text: texts.get(id)!, layout: 'plain', isStored: true },
      }),
    };
    const vectors = {
      statements: async () => {
        await meanwhile();
        meanwhile = async () => undefined;
        return [];
      },
    };
    indexer = new DocumentIndexer(
      opened.database,
      new PendingDocuments(opened.database, clock),
      source as unknown as DocumentSource,
      { remove: () => [], build: async () => [] } as unknown as SearchIndex,
      vectors as unknown as KnownVectors,
      { emit: () => undefined } as unknown as EventBus,
      clock,
    );
  });

  async function newDocument(text: string): Promise<string> {
    const id = newId();
    const sql =
      'INSERT INTO documents (user_id, id, collection_id, title, state, mime, bytes, next_generation, job_id, created_at, ' +
      "updated_at) VALUES (?, ?, ?, 't', 'queued', 'text/plain', 1, 1, ?, '', '')";
    await opened.database.batch([{ sql, params: [owner.userId, id, collection, jobId] }]);
    texts.set(id, text);
    return id;
  }
  const replace = (id: string, job: string) => {
    const sql = 'UPDATE documents SET next_generation = next_generation + 1, job_id = ? WHERE user_id = ? AND id = ?';
    return opened.database.batch([{ sql, params: [job, owner.userId, id] }]);
  };
  const run = (id: string) => {
    const job = { id, owner, attempt: 1, signal: new AbortController().signal, progress: async () => undefined };
    return indexer.run(job as unknown as RunningJob);
  };
  const generations = async (id: string) => {
    const sql = 'SELECT DISTINCT generation FROM chunks WHERE user_id = ? AND document_id = ?';
    const rows = await opened.database.rows<{ generation: number }>(sql, [owner.userId, id]);
    return rows.map(({ generation }) => generation);
  };

  it('leaves nothing of what was written ahead', async () => {
    const id = await newDocument(LONG.join(''));
    meanwhile = () => replace(id, newId());
    await run(jobId);
    expect(await generations(id)).toEqual([]);
  });

  it('does not hold up what was read with it', async () => {
    const half = LONG.slice(0, LONG.length / 2).join('');
    const [replaced, kept] = [await newDocument(half), await newDocument(half)];
    const other = newId();
    meanwhile = () => replace(replaced, other);
    await run(jobId);
    expect([await generations(replaced), await generations(kept)]).toEqual([[], [1]]);
    await run(other);
    expect(await generations(replaced)).toEqual([2]);
  });

  it('takes what a crash has left of it with it, though it was never live', async () => {
    const id = await newDocument('A short text.');
    const sql =
      'INSERT INTO chunks (user_id, id, document_id, generation, ordinal, text, start_offset, end_offset) ' +
      "VALUES (?, ?, ?, 1, 0, 't', 0, 1)";
    await opened.database.batch([{ sql, params: [owner.userId, newId(), id] }]);
    const other = newId();
    await replace(id, other);
    await run(other);
    expect(await generations(id)).toEqual([2]);
  });
});
