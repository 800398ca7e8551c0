import type { Chunk } from '../chunk.entity.js';
import type { Document } from '../document.entity.js';

/** A document as the API shows it. */
export class DocumentView {
  id: string;
  /** The caller's own id for it. */
  external_id?: string;
  title: string;
  collection_id: string;
  state: 'queued' | 'indexing' | 'ready' | 'failed';
  /** Why it failed, for programs. */
  code?: string;
  /** Why it failed, for people. */
  error?: string;
  mime: string;
  bytes: number;
  /** Passages that can be found. */
  chunks: number;
  metadata?: Record<string, unknown>;
  /** The file it was read from. */
  file_id?: string;
  /** The page it was read from. */
  source_url?: string;
  created_at: string;
  updated_at: string;
  /** The same bytes were there already; nothing was changed. */
  existing?: boolean;
}

export function toDocumentView(document: Document): DocumentView {
  const { externalId, code, error, metadata, fileId, sourceUrl } = document;
  return {
    id: document.id,
    ...(externalId !== null && { external_id: externalId }),
    title: document.title,
    collection_id: document.collectionId,
    state: document.state,
    ...(code !== null && { code }),
    ...(error !== null && { error }),
    mime: document.mime,
    bytes: document.bytes,
    chunks: document.chunkCount,
    ...(metadata !== null && { metadata }),
    ...(fileId !== null && { file_id: fileId }),
    ...(sourceUrl !== null && { source_url: sourceUrl }),
    created_at: document.createdAt,
    updated_at: document.updatedAt,
  };
}

/** A passage of a document. */
export class ChunkView {
  id: string;
  document_id: string;
  /** From 0. */
  ordinal: number;
  /** The headings above it. */
  heading?: string;
  text: string;
  /** UTF-16 offsets into the text of the document. */
  start: number;
  end: number;
  page?: number;
}

export function toChunkView({
  id,
  documentId,
  ordinal,
  heading,
  text,
  startOffset,
  endOffset,
  page,
}: Chunk): ChunkView {
  return {
    id,
    document_id: documentId,
    ordinal,
    ...(heading !== null && { heading }),
    text,
    start: startOffset,
    end: endOffset,
    ...(page !== null && { page }),
  };
}
