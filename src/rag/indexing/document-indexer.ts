/**
 * Indexes the documents of a job, batch by batch. All that makes a document findable appears in one transaction, with
 * the counters of the job; killed at any point, the next attempt goes on with what is left.
 */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import type { Owner } from '../../common/owner.js';
import { isOvertaken } from '../../platform/database/constraint-errors.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { EventBus } from '../../platform/events/event-bus.js';
import type { RunningJob } from '../../platform/queue/job-queue.js';
import { SearchIndex } from '../../platform/search/search-index.js';
import type { IndexEntry } from '../../platform/search/search-types.js';
import { KnownVectors } from '../embedding/known-vectors.js';
import { changeDocuments } from '../documents/change-documents.js';
import { hasText } from '../has-text.js';
import { insertTexts } from '../documents/stored-text.js';
import { cutDocument, type NewChunk } from './cut-document.js';
import { DocumentSource, type SourceText } from './document-source.js';
import {
  type ChunkRow,
  deleteEarlierChunks,
  deleteEarlierTexts,
  deleteReplacedChunks,
  deleteReplacedTexts,
  deleteUnfinishedChunks,
  deleteUnfinishedTexts,
  insertChunks,
  makeFailed,
  makeLive,
} from './generation-statements.js';
import { type PendingDocument, TITLE_BY_USER } from './pending-document.js';
import { PendingDocuments } from './pending-documents.js';

/** Chunk rows of the last transaction; what a long document has beyond them is written before, still invisible. */
const SWITCH_ROWS = 1000;
/** Batches being read and built while another is committed. */
const AHEAD = 2;
/** Entries handed to the index at once: more would be copied to its worker in one long breath. */
const SEGMENT_ENTRIES = 1500;
const SLICE_ROWS = 400;

type Read = SourceText & { document: PendingDocument; chunks: NewChunk[] };
type Unread = { document: PendingDocument; error: AppError };
type Prepared = { read: Read[]; unread: Unread[]; index: Statement[]; vectors: Statement[] };

@Injectable()
export class DocumentIndexer {
  constructor(
    private readonly database: Database,
    private readonly pending: PendingDocuments,
    private readonly source: DocumentSource,
    private readonly index: SearchIndex,
    private readonly vectors: KnownVectors,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {}

  async run(job: RunningJob): Promise<void> {
    // A batch that met a deletion or replacement is passed over; looking again finds what is left of it.
    while (await this.runOnce(job));
  }

  /** One pass over what waits; the next batches are read and built while one is committed. False: nothing was there. */
  private async runOnce(job: RunningJob): Promise<boolean> {
    const ahead: Promise<Prepared | undefined>[] = [];
    let after: string | undefined;
    let found = false;
    try {
      for (;;) {
        while (ahead.length < AHEAD) {
          job.signal.throwIfAborted();
          const batch = await this.pending.next(job.owner, job.id, after);
          if (batch.length === 0) break;
          after = batch.at(-1)!.id;
          const prepared = this.prepare(job, batch);
          // It is awaited below; until then a failure must not count as unhandled, which would end the process.
          prepared.catch(() => undefined);
          ahead.push(prepared);
        }
        const prepared = await ahead.shift();
        if (!prepared) return found;
        found = true;
        await this.commit(job, prepared);
      }
    } finally {
      await Promise.allSettled(ahead);
    }
  }

  private async prepare(job: RunningJob, batch: readonly PendingDocument[]): Promise<Prepared> {
    const read: Read[] = [];
    const unread: Unread[] = [];
    const stored = await this.source.storedTexts(job.owner, batch);
    for (const document of batch) {
      const result = await this.read(job, document, stored);
      if ('error' in result) unread.push(result);
      else read.push(result);
    }
    const { userId } = job.owner;
    const replaced = read.flatMap(({ document }) => (document.generation > 0 ? [document.id] : []));
    // Before the build: it hides only what is older than itself.
    const removal = this.index.remove(userId, 'documents', replaced);
    const index = [...removal];
    const entries = read.flatMap(entriesOf);
    for (let at = 0; at < entries.length; at += SEGMENT_ENTRIES) {
      index.push(...(await this.index.build(userId, 'documents', entries.slice(at, at + SEGMENT_ENTRIES))));
    }
    return { read, unread, index, vectors: await this.vectors.statements(userId, read.map(toNewDocument)) };
  }

  private async commit(job: RunningJob, prepared: Prepared): Promise<void> {
    const { read, unread } = prepared;
    try {
      await this.switchOver(job, prepared);
    } catch (error) {
      if (!isOvertaken(error)) throw error;
      // One of them was deleted or replaced meanwhile: nothing is visible of it, and the next pass no longer sees it.
      await this.clearOvertaken(job, read);
      return;
    }
    this.announce(job.owner, read, 'ready');
    this.announce(job.owner, unread, 'failed');
    for (const { document } of read) await this.clearAway(job.owner, document);
  }

  private async read(
    job: RunningJob,
    document: PendingDocument,
    stored: ReadonlyMap<string, string>,
  ): Promise<Read | Unread> {
    try {
      const source = await this.source.textOf(job, document, stored);
      if (!hasText(source.text)) throw new AppError('no_text');
      const chunks = await cutDocument(source, job.signal);
      return { document, ...source, chunks };
    } catch (error) {
      if (!(error instanceof AppError) || (mayPass(error) && !job.isLast)) throw error;
      return { document, error };
    }
  }

  private async switchOver(job: RunningJob, { read, unread, index, vectors }: Prepared): Promise<void> {
    const { owner } = job;
    const rows = await this.writeAhead(job, read);
    const now = this.clock.iso();
    const statements: Statement[] = [
      ...rows,
      ...index,
      ...makeLive(owner, job.id, read.map(toIndexed), now),
      ...vectors,
      ...unread.map(({ document, error }) => makeFailed(owner, job.id, document, error, now)),
    ];
    job.signal.throwIfAborted();
    const work = async () => {
      await this.database.batch(statements);
      await job.progress({ done: read.length, failed: unread.length, errors: unread.map(toJobError) });
    };
    await changeDocuments(this.database, owner, work, { background: true });
  }

  /** Writes what would make the last transaction long; gives the statements left for it. */
  private async writeAhead(job: RunningJob, read: readonly Read[]): Promise<Statement[]> {
    const { owner } = job;
    const texts = insertTexts(
      read.flatMap((item) => (item.isStored ? [] : [{ key: textKey(owner, item), text: item.text }])),
    );
    const rows = read.flatMap(rowsOf);
    if (rows.length <= SWITCH_ROWS && job.attempt === 1) return [...texts, ...insertChunks(owner, rows)];
    await this.clearAttempt(job, read);
    for (const statement of texts) await this.database.batch([statement], { background: true });
    let at = 0;
    for (; rows.length - at > SWITCH_ROWS; at += SLICE_ROWS) {
      job.signal.throwIfAborted();
      await this.database.batch(insertChunks(owner, rows.slice(at, at + SLICE_ROWS)), { background: true });
    }
    return insertChunks(owner, rows.slice(at));
  }

  /** Removes what an attempt that died has written ahead. */
  private async clearAttempt({ owner, id }: RunningJob, read: readonly Read[]): Promise<void> {
    for (const { document, isStored } of read) {
      await this.deleteInSlices(owner, deleteUnfinishedChunks(owner, id, document, SLICE_ROWS));
      if (isStored) continue;
      const work = () => this.database.batch([deleteUnfinishedTexts(owner, id, document)]);
      await changeDocuments(this.database, owner, work, { background: true });
    }
  }

  /** What was written ahead of a batch that was not made live: the next pass writes anew what still waits. */
  private async clearOvertaken(job: RunningJob, read: readonly Read[]): Promise<void> {
    await this.clearAttempt(job, read);
    for (const { document, isStored } of read) {
      await this.deleteInSlices(job.owner, deleteReplacedChunks(job.owner, document, SLICE_ROWS));
      if (!isStored) await this.database.batch([deleteReplacedTexts(job.owner, document)]);
    }
  }

  /** Nobody sees earlier generations any more, so a crash here leaves garbage, never a wrong answer. A later one may be waiting already. */
  private async clearAway(owner: Owner, { id, next_generation }: PendingDocument): Promise<void> {
    if (next_generation <= 1) return;
    await this.deleteInSlices(owner, deleteEarlierChunks(owner, id, next_generation, SLICE_ROWS));
    await this.database.batch([deleteEarlierTexts(owner, id, next_generation)]);
  }

  private async deleteInSlices(owner: Owner, statement: Statement): Promise<void> {
    for (;;) {
      const work = () => this.database.batch([statement]);
      const [deleted] = await changeDocuments(this.database, owner, work, { background: true });
      if ((deleted ?? 0) < SLICE_ROWS) return;
    }
  }

  private announce({ userId }: Owner, items: readonly { document: PendingDocument }[], state: string): void {
    for (const { document } of items) this.events.emit('document.ended', { userId, documentId: document.id, state });
  }
}

/** The store of files may be back at the next attempt; all else that is told is so for good. */
const mayPass = ({ code }: AppError): boolean => code === 'storage_unavailable';

function entriesOf({ document, chunks, facts }: Read): IndexEntry[] {
  const given = document.title_given === TITLE_BY_USER ? document.title : (facts?.title ?? '');
  return chunks.map(({ id, ordinal, heading, text }) => {
    const title = [given, heading].filter(Boolean).join(' › ');
    return { id, group: document.id, ordinal, text, ...(title && { title }) };
  });
}

function toIndexed({ document, chunks, facts }: Read) {
  return { document, outcome: { chunks: chunks.length, facts } };
}

function toNewDocument({ document, chunks }: Read) {
  const { id, next_generation: generation, title, title_given: given } = document;
  return { id, generation, title: given ? title : '', chunks };
}

function rowsOf({ document, chunks }: Read): ChunkRow[] {
  return chunks.map((chunk) => ({ ...chunk, documentId: document.id, generation: document.next_generation }));
}

function textKey({ userId }: Owner, { document }: Read) {
  return { userId, documentId: document.id, generation: document.next_generation };
}

function toJobError({ document, error: { code, message } }: Unread) {
  return { line: 0, code, error: `${document.title}: ${message}` };
}
