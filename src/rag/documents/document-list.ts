/** Pages of documents and of their chunks. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import type { Owner } from '../../common/owner.js';
import { decodeIdCursor } from '../../http/id-cursor.js';
import { decodeCursor, type Page, toPage } from '../../http/pagination.js';
import { Database } from '../../platform/database/database.js';
import { Chunk } from '../chunk.entity.js';
import { Collections } from '../collections/collections.js';
import { Document } from '../document.entity.js';
import { Documents } from './documents.js';

export interface PageRequest {
  limit: number;
  cursor?: string;
}

export interface DocumentFilter {
  collection_id?: string;
  state?: string;
  /** Part of a title, in any case. */
  q?: string;
}

@Injectable()
export class DocumentList {
  constructor(
    private readonly database: Database,
    private readonly collections: Collections,
    private readonly documents: Documents,
  ) {}

  /** Newest first. */
  async list(owner: Owner, filter: DocumentFilter, { limit, cursor }: PageRequest): Promise<Page<Document>> {
    const before = decodeIdCursor(cursor);
    if (filter.collection_id !== undefined) await this.collections.check(owner, [filter.collection_id]);
    const query = this.database.reader
      .createQueryBuilder(Document, 'document')
      .where('document.userId = :userId', { userId: owner.userId })
      .orderBy('document.id', 'DESC')
      .limit(limit + 1);
    if (before !== undefined) query.andWhere('document.id < :before', { before });
    if (filter.state !== undefined) query.andWhere('document.state = :state', { state: filter.state });
    if (filter.collection_id !== undefined) {
      query.andWhere('document.collectionId = :collection', { collection: filter.collection_id });
    }
    if (filter.q !== undefined) {
      const like = `%${filter.q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
      query.andWhere("LOWER(document.title) LIKE :like ESCAPE '\\'", { like });
    }
    return toPage(await query.getMany(), limit, ({ id }) => [id]);
  }

  /** The live ones, in the order of the text. */
  async chunks(owner: Owner, documentId: string, { limit, cursor }: PageRequest): Promise<Page<Chunk>> {
    const [after = -1] = decodeCursor(cursor, ['number']) ?? [];
    if (!Number.isSafeInteger(after) || Math.abs(after) > 2 ** 31 - 1) throw new AppError('invalid_cursor');
    const { generation } = await this.documents.get(owner, documentId);
    const rows = await this.database.reader
      .createQueryBuilder(Chunk, 'chunk')
      .where('chunk.userId = :userId AND chunk.documentId = :documentId', { userId: owner.userId, documentId })
      .andWhere('chunk.generation = :generation AND chunk.ordinal > :after', { generation, after })
      .orderBy('chunk.ordinal')
      .limit(limit + 1)
      .getMany();
    return toPage(rows, limit, ({ ordinal }) => [ordinal]);
  }
}
