import { ApiPropertyOptional } from '@nestjs/swagger';
import type { Passage } from '../retriever.js';
import type { Found } from './document-search.js';
import type { RemovedPassage } from './filtered-out.js';

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

function toSearchResultView(passage: Passage): SearchResultView {
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

/** A passage that would have been found without a filter. */
export class FilteredResultView extends SearchResultView {
  /** The filter that removed it. */
  filter: RemovedPassage['filter'];
}

export function toSearchView({ passages, degraded, removed }: Found) {
  return {
    status: 'success' as const,
    results: passages.map(toSearchResultView),
    ...(degraded.length > 0 && { degraded }),
    ...(removed && { filtered: removed.map(({ passage, filter }) => ({ ...toSearchResultView(passage), filter })) }),
  };
}
