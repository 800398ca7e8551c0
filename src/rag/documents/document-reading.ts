/** Reads the stored text of a document, a stretch at a time. */
import { Injectable } from '@nestjs/common';
import { notFound } from '../../common/app-error.js';
import { isId } from '../../common/ids.js';
import { Database } from '../../platform/database/database.js';
import { PART } from './stored-text.js';

export interface ReadRequest {
  documentId: string;
  /** UTF-16 offset into the stored text. */
  start: number;
  /** UTF-16 units. */
  length: number;
  /** Only a document of these collections. */
  collectionIds?: readonly string[];
}

export interface DocumentStretch {
  documentId: string;
  title: string;
  text: string;
  start: number;
  end: number;
  /** The chunk at the beginning of the stretch, where there is one. */
  chunkId?: string;
  /** Whether the document goes on behind it. */
  more: boolean;
}

interface Head {
  title: string;
  generation: number;
  collection_id: string;
}

@Injectable()
export class DocumentReading {
  constructor(private readonly database: Database) {}

  /** Throws `not_found` for what is absent, foreign, outside the collections or not readable yet. */
  async read(userId: string, { documentId, start, length, collectionIds }: ReadRequest): Promise<DocumentStretch> {
    const sql =
      'SELECT title, generation, collection_id FROM documents WHERE user_id = ? AND id = ? AND generation > 0';
    const [head] = isId(documentId) ? await this.database.rows<Head>(sql, [userId, documentId]) : [];
    if (!head || (collectionIds && !collectionIds.includes(head.collection_id))) throw notFound();
    const wanted = await this.text(userId, documentId, head.generation, start + length + 1);
    const text = wanted.slice(start, start + length);
    const [chunk] = await this.database.rows<{ id: string }>(
      `SELECT id FROM chunks WHERE user_id = ? AND document_id = ? AND generation = ? AND end_offset > ?
        ORDER BY ordinal LIMIT 1`,
      [userId, documentId, head.generation, start],
    );
    const end = start + text.length;
    return { documentId, title: head.title, text, start, end, chunkId: chunk?.id, more: wanted.length > end };
  }

  /** The text from its beginning, at least to `until`. A part may be one unit short, so that no pair is cut. */
  private async text(userId: string, documentId: string, generation: number, until: number): Promise<string> {
    const parts = Math.ceil(until / (PART - 1));
    const rows = await this.database.rows<{ text: string }>(
      `SELECT text FROM document_texts WHERE user_id = ? AND document_id = ? AND generation = ? AND part < ? ORDER BY part`,
      [userId, documentId, generation, parts],
    );
    return rows.map(({ text }) => text).join('');
  }
}
