import { ApiPropertyOptional } from '@nestjs/swagger';
import type { Passage } from '../retriever.js';

/** A passage that was found. */
export class SearchResultView {
  chunk_id: string;
  document_id: string;
  external_id?: string;
  title: string;
  /** The headings above it. */
  heading?: string;
  text: string;
  /** UTF-16 offsets into the text of the document. */
  start: number;
  end: number;
  page?: number;
  /** Higher is better; comparable within one answer only. */
  score: number;
  /** The parts of the score by name. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'number' } })
  explain?: Record<string, number>;
}

export function toSearchResultView(passage: Passage): SearchResultView {
  const { chunkId, documentId, externalId, title, heading, text, start, end, page, score, explain } = passage;
  return {
    chunk_id: chunkId,
    document_id: documentId,
    ...(externalId !== undefined && { external_id: externalId }),
    title,
    ...(heading !== undefined && { heading }),
    text,
    start,
    end,
    ...(page !== undefined && { page }),
    score,
    ...(explain && { explain }),
  };
}
