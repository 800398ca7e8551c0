/** Finds the passages that speak to a question: one search, one read. It must not know what they are for. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { SearchIndex } from '../platform/search/search-index.js';
import type { SearchHit } from '../platform/search/search-types.js';

/** A chunk of a document. `start` and `end` are UTF-16 offsets into the stored text of the document. */
export interface Passage {
  documentId: string;
  externalId?: string;
  chunkId: string;
  title: string;
  /** Path of the headings above it. */
  heading?: string;
  text: string;
  start: number;
  end: number;
  page?: number;
  /** Higher is better; comparable within one result only. */
  score: number;
  explain?: Record<string, number>;
}

export interface RetrieveOptions {
  limit: number;
  /** Only documents of these collections; ids that are not the owner's match nothing. */
  collectionIds?: readonly string[];
  /** Only these documents. */
  documentIds?: readonly string[];
  explain?: boolean;
  signal?: AbortSignal;
}

interface ChunkRow {
  id: string;
  document_id: string;
  external_id: string | null;
  title: string;
  heading: string | null;
  text: string;
  start_offset: number;
  end_offset: number;
  page: number | null;
}

const COLUMNS = 'c.id, c.document_id, d.external_id, d.title, c.heading, c.text, c.start_offset, c.end_offset, c.page';

@Injectable()
export class Retriever {
  constructor(
    private readonly database: Database,
    private readonly index: SearchIndex,
  ) {}

  /** Whether the account has anything that could be found. One indexed read. */
  async hasDocuments(userId: string): Promise<boolean> {
    const rows = await this.database.rows('SELECT 1 FROM documents WHERE user_id = ? AND generation > 0 LIMIT 1', [
      userId,
    ]);
    return rows.length > 0;
  }

  /** Best first. */
  async retrieve(userId: string, question: string, options: RetrieveOptions): Promise<Passage[]> {
    const groups = await this.groupsOf(userId, options);
    if (groups?.length === 0) return [];
    const { limit, explain, signal } = options;
    const { hits } = await this.index.search(
      { owner: userId, corpus: 'documents', query: question, limit, groups, explain },
      signal,
    );
    return hits.length ? this.read(userId, hits) : [];
  }

  private async groupsOf(userId: string, { collectionIds, documentIds }: RetrieveOptions) {
    if (!collectionIds) return documentIds;
    if (collectionIds.length === 0) return [];
    const rows = await this.database.rows<{ id: string }>(
      `SELECT id FROM documents WHERE user_id = ? AND generation > 0 AND collection_id IN (${marks(collectionIds)})`,
      [userId, ...collectionIds],
    );
    if (!documentIds) return rows.map(({ id }) => id);
    const wanted = new Set(documentIds);
    return rows.map(({ id }) => id).filter((id) => wanted.has(id));
  }

  /** In the order of the hits; a chunk that was deleted since the search is left out. */
  private async read(userId: string, hits: readonly SearchHit[]): Promise<Passage[]> {
    const rows = await this.database.rows<ChunkRow>(
      `SELECT ${COLUMNS} FROM chunks c JOIN documents d ON d.user_id = c.user_id AND d.id = c.document_id ` +
        `WHERE c.user_id = ? AND c.id IN (${marks(hits)})`,
      [userId, ...hits.map(({ id }) => id)],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return hits.flatMap((hit) => {
      const row = byId.get(hit.id);
      return row ? [toPassage(row, hit)] : [];
    });
  }
}

const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');

function toPassage(row: ChunkRow, { score, explain }: SearchHit): Passage {
  return {
    documentId: row.document_id,
    externalId: row.external_id ?? undefined,
    chunkId: row.id,
    title: row.title,
    heading: row.heading ?? undefined,
    text: row.text,
    start: row.start_offset,
    end: row.end_offset,
    page: row.page ?? undefined,
    score,
    explain,
  };
}
