import { describe, expect, it, jest } from '@jest/globals';
import type { Database } from '../../platform/database/database.js';
import { UnexpectedChanges } from '../../platform/database/statement.js';
import type { EventBus } from '../../platform/events/event-bus.js';
import type { RunningJob } from '../../platform/queue/job-queue.js';
import type { SearchIndex } from '../../platform/search/search-index.js';
import { SystemClock } from '../../common/clock.js';
import type { KnownVectors } from '../embedding/known-vectors.js';
import { DocumentIndexer } from './document-indexer.js';
import type { DocumentSource } from './document-source.js';
import type { PendingDocument } from './pending-document.js';
import type { PendingDocuments } from './pending-documents.js';

const WAITING = { id: 'd', title: 'D', generation: 0, next_generation: 1, file_id: null } as PendingDocument;
const JOB = { id: 'j', owner: { userId: 'u' }, attempt: 1, signal: new AbortController().signal } as RunningJob;

/** An indexer of one document whose transaction meets `error`; it waits no more afterwards. */
function indexer(error: unknown) {
  const next = jest.fn<PendingDocuments['next']>().mockResolvedValue([]).mockResolvedValueOnce([WAITING]);
  const write = jest.fn<() => Promise<never>>().mockRejectedValue(error);
  const source = {
    storedTexts: async () => new Map<string, string>(),
    textOf: async () => ({ text: 'A lamp.', layout: 'plain', isStored: true }),
  };
  const made = new DocumentIndexer(
    { write } as unknown as Database,
    { next } as unknown as PendingDocuments,
    source as unknown as DocumentSource,
    { remove: () => [], build: async () => [] } as unknown as SearchIndex,
    { statements: async () => [] } as unknown as KnownVectors,
    {} as EventBus,
    new SystemClock(),
  );
  return { made, write };
}

describe('a document that is gone when its index is written', () => {
  it.each([
    ['SQLite', Object.assign(new Error(), { driverError: { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' } })],
    ['PostgreSQL', Object.assign(new Error(), { driverError: { code: '23503' } })],
    ['the fence', new UnexpectedChanges(0, 0)],
  ])('is passed over, as %s tells it, without an error of the job', async (_, error) => {
    const { made, write } = indexer(error);
    await made.run(JOB);
    expect(write).toHaveBeenCalledTimes(1);
  });

  it('any other error is one of the job', async () => {
    const { made } = indexer(new Error('disk full'));
    await expect(made.run(JOB)).rejects.toThrow('disk full');
  });
});
