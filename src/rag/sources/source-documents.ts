/** The documents of a source: put there, found, removed. They are ordinary documents; their external ids tell whose they are. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError, isNotFound, notFound } from '../../common/app-error.js';
import type { Owner } from '../../common/owner.js';
import { LimitsConfig } from '../../config/limits.config.js';
import { Database } from '../../platform/database/database.js';
import { FileStore, HEAD_BYTES } from '../../platform/files/file-store.js';
import { sniffType } from '../../platform/files/sniff-type.js';
import { Document } from '../document.entity.js';
import { changeDocuments } from '../documents/change-documents.js';
import { Documents } from '../documents/documents.js';
import { formatOf } from '../extract/format-of.js';
import { DocumentUpload } from '../intake/document-upload.js';
import { Source } from './source.entity.js';
import { bytesOf, headOf, type WatchedFile } from './watched-folder.js';

export interface SourceDocument {
  id: string;
  external_id: string;
  state: string;
  metadata: string | null;
}

@Injectable()
export class SourceDocuments {
  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
    private readonly limits: LimitsConfig,
    private readonly uploads: DocumentUpload,
    private readonly documents: Documents,
  ) {}

  /** By external id. */
  async of({ userId, id }: Source): Promise<Map<string, SourceDocument>> {
    // The upper end: the character after the colon.
    const rows = await this.database.rows<SourceDocument>(
      'SELECT id, external_id, state, metadata FROM documents WHERE user_id = ? AND external_id >= ? AND external_id < ?',
      [userId, `source:${id}:`, `source:${id};`],
    );
    return new Map(rows.map((row) => [row.external_id, row]));
  }

  async putPage(source: Source): Promise<void> {
    await this.whileWatched(source, () =>
      this.uploads.add(source, { ...this.fieldsOf(source, source.location), url: source.location }),
    );
  }

  /** Gives whether it had changed. Throws `UnreadableFile`. */
  async putFile(source: Source, file: WatchedFile): Promise<boolean> {
    await this.refuseUnread(file);
    const { path, name, modified, bytes } = file;
    const received = await this.store.receive(bytesOf(path), this.limits.fileBytes);
    try {
      const metadata = { source: source.id, path: name, modified, bytes };
      const fields = { ...this.fieldsOf(source, name), metadata };
      return await this.whileWatched(source, async (manager) => {
        const { id, existing } = await this.uploads.add(source, fields, { name, received });
        if (existing) await this.noteSeen(manager, source, id, { modified, bytes });
        return !existing;
      });
    } finally {
      await received.discard();
    }
  }

  readAgain(owner: Owner, id: string): Promise<unknown> {
    return this.documents.reindex(owner, id);
  }

  /** Nothing happens where somebody else was faster. */
  async remove(owner: Owner, id: string): Promise<void> {
    try {
      await this.documents.remove(owner, id);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  async removeAll(source: Source): Promise<void> {
    for (const { id } of (await this.of(source)).values()) await this.remove(source, id);
  }

  externalId(source: Source, place: string): string {
    return `source:${source.id}:${createHash('sha256').update(place).digest('hex').slice(0, 40)}`;
  }

  /** Nothing is kept of what is no document, so it is met at every look: its beginning has to tell. */
  private async refuseUnread({ path, name, bytes }: WatchedFile): Promise<void> {
    if (bytes > this.limits.fileBytes) throw new AppError('payload_too_large');
    const head = await headOf(path, HEAD_BYTES);
    if (!formatOf(await sniffType(head, head.length === bytes, name), head))
      throw new AppError('unsupported_file_type');
  }

  /** A file that was only touched: the next look need not read it. What its owner put there stays. */
  private async noteSeen(manager: EntityManager, { userId }: Owner, id: string, seen: object): Promise<void> {
    const document = await manager.findOneBy(Document, { userId, id });
    const metadata = { ...document?.metadata, ...seen };
    await manager.update(Document, { userId, id }, { metadata } as object);
  }

  private fieldsOf(source: Source, place: string) {
    return { external_id: this.externalId(source, place), collection_id: source.collectionId ?? undefined };
  }

  /** In one transaction with a look at the source: what is deleted meanwhile gets no more documents. */
  private whileWatched<T>({ userId, id }: Source, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return changeDocuments(this.database, { userId }, async (manager) => {
      if (!(await manager.existsBy(Source, { userId, id }))) throw notFound();
      return work(manager);
    });
  }
}
