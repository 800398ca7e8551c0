/** A search with its filters: checks what it names, then asks the retriever. */
import { Injectable } from '@nestjs/common';
import { notFound } from '../../common/app-error.js';
import { NIL_ID } from '../../common/ids.js';
import type { Owner } from '../../common/owner.js';
import { Database } from '../../platform/database/database.js';
import { Collections } from '../collections/collections.js';
import { type Retrieved, Retriever } from '../retriever.js';
import { FilteredOut, type RemovedPassage } from './filtered-out.js';
import { metadataFilter } from './metadata-filter.js';
import type { SearchDocumentsDto } from './search.dto.js';

export interface Found extends Retrieved {
  /** Passages that would have been found without a filter; asked for by `explain`. */
  removed?: RemovedPassage[];
}

/** Each may have 16 KB of metadata, and a page is read and parsed in one go. */
const PAGE = 200;

interface MetadataRow {
  id: string;
  metadata: string | null;
}

@Injectable()
export class DocumentSearch {
  constructor(
    private readonly database: Database,
    private readonly collections: Collections,
    private readonly retriever: Retriever,
    private readonly filtered: FilteredOut,
  ) {}

  /** Throws `not_found` for a collection or document that is not the owner's. */
  async search(owner: Owner, dto: SearchDocumentsDto): Promise<Found> {
    await this.collections.check(owner, dto.collection_ids ?? []);
    await this.checkDocuments(owner, dto.document_ids ?? []);
    const { query, top_k: limit, collection_ids: collectionIds, explain, mode } = dto;
    const documentIds = dto.metadata ? await this.matching(owner, dto.metadata, dto) : dto.document_ids;
    const options = { limit, explain, mode };
    const found = await this.retriever.search(owner.userId, query, { ...options, collectionIds, documentIds });
    if (!explain || !(collectionIds ?? documentIds)) return found;
    return { ...found, removed: await this.filtered.among(owner, dto, found.passages) };
  }

  private async checkDocuments({ userId }: Owner, ids: readonly string[]): Promise<void> {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return;
    const marks = wanted.map(() => '?').join(', ');
    const sql = `SELECT id FROM documents WHERE user_id = ? AND id IN (${marks})`;
    const rows = await this.database.rows(sql, [userId, ...wanted]);
    if (rows.length !== wanted.length) throw notFound();
  }

  /** The documents the filter lets through. Reads them a page at a time, letting others in between. */
  private async matching(
    { userId }: Owner,
    filter: Record<string, unknown>,
    dto: SearchDocumentsDto,
  ): Promise<string[]> {
    const passes = metadataFilter(filter);
    const wanted = dto.document_ids && new Set(dto.document_ids);
    const sql =
      'SELECT id, metadata FROM documents ' +
      `WHERE user_id = ? AND generation > 0 AND id > ? ORDER BY id LIMIT ${PAGE}`;
    const found: string[] = [];
    for (let after = NIL_ID; ;) {
      const rows: MetadataRow[] = await this.database.rows<MetadataRow>(sql, [userId, after]);
      for (const { id, metadata } of rows) {
        if (wanted && !wanted.has(id)) continue;
        if (passes(metadata === null ? null : (JSON.parse(metadata) as Record<string, unknown>))) found.push(id);
      }
      if (rows.length < PAGE) return found;
      after = rows.at(-1)!.id;
      await new Promise((resume) => setImmediate(resume));
    }
  }
}
