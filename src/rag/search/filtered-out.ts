/** Which passages a search would have found without its filters, and the filter that removed each. */
import { Injectable } from '@nestjs/common';
import type { Owner } from '../../common/owner.js';
import { Database } from '../../platform/database/database.js';
import { type Passage, Retriever } from '../retriever.js';
import type { SearchDocumentsDto } from './search.dto.js';

export interface RemovedPassage {
  passage: Passage;
  filter: 'collection_ids' | 'document_ids' | 'metadata';
}

@Injectable()
export class FilteredOut {
  constructor(
    private readonly database: Database,
    private readonly retriever: Retriever,
  ) {}

  async among({ userId }: Owner, dto: SearchDocumentsDto, kept: readonly Passage[]): Promise<RemovedPassage[]> {
    const { query, top_k: limit, mode } = dto;
    const { passages } = await this.retriever.search(userId, query, { limit, mode, explain: true });
    const found = new Set(kept.map(({ chunkId }) => chunkId));
    const missing = passages.filter(({ chunkId }) => !found.has(chunkId));
    if (missing.length === 0) return [];
    const collections = await this.collectionsOf(userId, missing);
    return missing.flatMap((passage): RemovedPassage[] => {
      const filter = filterOf(dto, passage, collections.get(passage.documentId));
      return filter ? [{ passage, filter }] : [];
    });
  }

  private async collectionsOf(userId: string, passages: readonly Passage[]): Promise<Map<string, string>> {
    const ids = [...new Set(passages.map(({ documentId }) => documentId))];
    const rows = await this.database.rows<{ id: string; collection_id: string }>(
      `SELECT id, collection_id FROM documents WHERE user_id = ? AND id IN (${ids.map(() => '?').join(', ')})`,
      [userId, ...ids],
    );
    return new Map(rows.map(({ id, collection_id }) => [id, collection_id]));
  }
}

/** The first that keeps it out; undefined for one that only stands lower than those that were found. */
function filterOf(
  { collection_ids: collections, document_ids: documents, metadata }: SearchDocumentsDto,
  { documentId }: Passage,
  collectionId: string | undefined,
): RemovedPassage['filter'] | undefined {
  if (collections && !(collectionId && collections.includes(collectionId))) return 'collection_ids';
  if (documents && !documents.includes(documentId)) return 'document_ids';
  return metadata ? 'metadata' : undefined;
}
