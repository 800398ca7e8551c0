/** The documents of an account as they stand: read, changed, removed. It must not know how they are indexed. */
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError, notFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { isId, newId } from '../../common/ids.js';
import type { Owner } from '../../common/owner.js';
import { Files } from '../../files/files.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { SearchIndex } from '../../platform/search/search-index.js';
import { Collections } from '../collections/collections.js';
import { Document } from '../document.entity.js';
import { deleteOtherChunks } from '../indexing/generation-statements.js';
import { IndexingJobs } from '../indexing/indexing-jobs.js';
import { IndexUpkeep } from '../indexing/index-upkeep.js';
import { checkMetadata } from '../intake/check-metadata.js';
import { hideDocument, queueAgain, removeDocuments } from './document-changes.js';
import { changeDocuments } from './change-documents.js';

export interface DocumentChange {
  title?: string;
  metadata?: Record<string, unknown> | null;
  collectionId?: string;
}

@Injectable()
export class Documents {
  constructor(
    private readonly database: Database,
    private readonly collections: Collections,
    private readonly index: SearchIndex,
    private readonly jobs: IndexingJobs,
    private readonly upkeep: IndexUpkeep,
    private readonly files: Files,
    private readonly clock: Clock,
  ) {}

  async get({ userId }: Owner, id: string): Promise<Document> {
    const document = isId(id) ? await this.database.reader.findOneBy(Document, { userId, id }) : null;
    if (!document) throw notFound();
    return document;
  }

  /** A new title is found by searching, so the document is indexed again; the old stays live until then. */
  async update(owner: Owner, id: string, { title, metadata, collectionId }: DocumentChange): Promise<Document> {
    await this.get(owner, id);
    if (metadata) checkMetadata(metadata);
    if (collectionId !== undefined) await this.collections.check(owner, [collectionId]);
    const change = { title, metadata, collectionId, titleGiven: title === undefined ? undefined : 1 };
    await changeDocuments(this.database, owner, async (manager) => {
      const before = await current(manager, owner, id);
      const values = { ...change, updatedAt: this.clock.iso() };
      await manager.update(Document, { userId: owner.userId, id }, values as object);
      if (title !== undefined && title !== before.title) await this.queueAgain(owner, before);
    });
    return this.get(owner, id);
  }

  async reindex(owner: Owner, id: string): Promise<Document> {
    await this.get(owner, id);
    await changeDocuments(this.database, owner, async (manager) => {
      await this.queueAgain(owner, await current(manager, owner, id));
    });
    return this.get(owner, id);
  }

  /** Gone from every answer when it resolves; its words are purged from the index soon after. */
  async remove(owner: Owner, id: string): Promise<void> {
    const { chunkCount } = await this.get(owner, id);
    if (chunkCount > CHUNKS_AT_ONCE) await this.removeChunks(owner, id);
    await changeDocuments(this.database, owner, async (manager) => {
      // It may have been replaced since, by another file.
      const found = await manager.findOneBy(Document, { userId: owner.userId, id });
      await this.database.batch(removeDocuments(this.index, owner, [id]));
      if (found?.fileId) await this.files.forget(owner, found.fileId);
      await this.upkeep.purgeSoon(owner);
    });
  }

  /** The bytes as they were sent, or the text where only that is kept. */
  async original(owner: Owner, id: string): Promise<{ name: string; mime: string; bytes?: number; content: Readable }> {
    const document = await this.get(owner, id);
    if (document.fileId) {
      const { file, content } = await this.files.open(owner, document.fileId);
      return { ...file, content };
    }
    const name = `${document.title.slice(0, 200)}.md`;
    return { name, mime: 'text/markdown; charset=utf-8', content: Readable.from(this.textParts(owner, document)) };
  }

  private locked(owner: Owner, statements: readonly Statement[]): Promise<number[]> {
    return changeDocuments(this.database, owner, () => this.database.batch(statements));
  }

  /** The passages of a long document, some at a time: in one statement they would hold up everybody else. */
  private async removeChunks(owner: Owner, id: string): Promise<void> {
    await this.locked(owner, hideDocument(this.index, owner, id, this.clock.iso()));
    for (let more = true; more;) {
      const [deleted] = await this.locked(owner, [deleteOtherChunks(owner, id, NO_GENERATION, CHUNKS_AT_ONCE)]);
      more = deleted === CHUNKS_AT_ONCE;
    }
  }

  /** The stored text, which the offsets of passages and citations count. */
  async text(owner: Owner, id: string): Promise<Readable> {
    return Readable.from(this.textParts(owner, await this.get(owner, id)), { objectMode: false });
  }

  private async *textParts({ userId }: Owner, { id, generation, nextGeneration }: Document): AsyncGenerator<string> {
    const live = generation || nextGeneration;
    const [all] = await this.database.rows<{ parts: number | string }>(
      'SELECT COUNT(*) AS parts FROM document_texts WHERE user_id = ? AND document_id = ? AND generation = ?',
      [userId, id, live],
    );
    const sql = 'SELECT text FROM document_texts WHERE user_id = ? AND document_id = ? AND generation = ? AND part = ?';
    for (let part = 0; part < Number(all!.parts); part++) {
      const [row] = await this.database.rows<{ text: string }>(sql, [userId, id, live, part]);
      // Replaced or deleted meanwhile. The connection is cut, or the beginning would pass for the whole.
      if (!row) throw new AppError('conflict', 'The document was changed while it was read.');
      yield row.text;
    }
  }

  /** Within the transaction that has read the document: one that still waits will be read as it is by then. */
  private async queueAgain(owner: Owner, { id, state }: Document): Promise<void> {
    if (state === 'queued') return;
    const next = newId();
    await this.database.batch(queueAgain(owner, id, next, this.clock.iso()));
    await this.jobs.enqueue(owner, next, 1);
  }

  /** Deletes a collection with its documents, a few at a time so that nobody waits long. */
  async removeCollection(owner: Owner, id: string): Promise<void> {
    await this.collections.get(owner, id);
    for (let step: Removal = 'some'; step !== 'all';) {
      step = await this.removeSome(owner, id);
      if (typeof step === 'object') await this.removeChunks(owner, step.tooLong);
    }
    await this.upkeep.purgeSoon(owner);
  }

  /** The collection goes with the last of its documents. A document with too many passages to go at once is only named. */
  private async removeSome(owner: Owner, collectionId: string): Promise<Removal> {
    const { userId } = owner;
    return changeDocuments(this.database, owner, async (manager) => {
      const found = await manager.find(Document, {
        where: { userId, collectionId },
        select: { id: true, fileId: true, chunkCount: true },
        take: REMOVED_AT_ONCE,
      });
      const some = firstAtOnce(found);
      if (found.length > 0 && some.length === 0) return { tooLong: found[0]!.id };
      await this.database.batch(
        removeDocuments(
          this.index,
          owner,
          some.map((document) => document.id),
        ),
      );
      for (const { fileId } of some) if (fileId) await this.files.forget(owner, fileId);
      if (some.length < found.length || found.length === REMOVED_AT_ONCE) return 'some';
      await this.database.batch([
        { sql: 'DELETE FROM collections WHERE user_id = ? AND id = ?', params: [userId, collectionId] },
      ]);
      return 'all';
    });
  }
}

/** As it stands within a transaction. Throws `not_found` where it was deleted meanwhile. */
async function current(manager: EntityManager, { userId }: Owner, id: string): Promise<Document> {
  const document = await manager.findOneBy(Document, { userId, id });
  if (!document) throw notFound();
  return document;
}

type Removal = 'some' | 'all' | { tooLong: string };

/** As many as have no more passages together than may go in one statement, which takes them with the documents. */
function firstAtOnce<T extends Pick<Document, 'chunkCount'>>(documents: readonly T[]): T[] {
  let chunks = 0;
  const end = documents.findIndex(({ chunkCount }) => (chunks += chunkCount) > CHUNKS_AT_ONCE);
  return documents.slice(0, end < 0 ? undefined : end);
}

const REMOVED_AT_ONCE = 50;
const CHUNKS_AT_ONCE = 500;
const NO_GENERATION = -1;
