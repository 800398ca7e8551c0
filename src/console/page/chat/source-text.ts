/** Loads the text of a document around a citation. */
import { at, call, page } from '../api/request.js';
import type { Chunk, Citation, Found, Page } from '../api/types.js';
import { around, type SourceText, type Span, stitch, type Stitched } from './stitch.js';

/** The passages of a list page by page; a quote deep in a long document is searched for instead. */
const MOST_PAGES = 10;

export async function loadSource(citation: Citation, signal: AbortSignal): Promise<SourceText> {
  const spans: Span[] = [];
  let cursor: string | null = null;
  for (let n = 0; n < MOST_PAGES; n++) {
    const path = `/api/rag/documents/${citation.document_id}/chunks?limit=100${at(cursor)}`;
    const next: Page<Chunk> = await page<Chunk>(path, signal);
    spans.push(...next.data);
    cursor = next.next_cursor;
    if (!cursor || (next.data.at(-1)?.start ?? 0) > citation.end) return around(stitch(spans), citation);
  }
  return around(await passageOf(citation, signal), citation);
}

async function passageOf(
  { document_id, chunk_id, quote, start, end }: Citation,
  signal: AbortSignal,
): Promise<Stitched> {
  const json = { query: quote.slice(0, 1000), document_ids: [document_id], top_k: 20 };
  const { results } = await call<{ results: Found[] }>('POST', '/api/rag/search', { json, signal });
  const found = results.find((result) => result.chunk_id === chunk_id);
  return found ? { text: found.text, from: found.start } : stitch([{ text: quote, start, end }]);
}
