/** Puts the passages of a document together again around a citation. Offsets are UTF-16, as strings here count. */
import { at, call, page } from '../api/request.js';
import type { Chunk, Citation, Found, Page } from '../api/types.js';

export interface SourceText {
  before: string;
  quote: string;
  after: string;
  /** There is text before `before`. */
  cutBefore: boolean;
}

type Span = Pick<Chunk, 'text' | 'start' | 'end'>;

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

/** The part of a text that surrounds a citation; the quote is looked for where the text has changed since. Pure. */
export function around(
  { text, from }: Stitched,
  { start, end, quote }: Pick<Citation, 'start' | 'end' | 'quote'>,
): SourceText {
  const asSaid = text.slice(start - from, end - from) === quote ? start - from : text.indexOf(quote);
  if (asSaid < 0) return { before: '', quote, after: `\n\n${text}`, cutBefore: from > 0 };
  return {
    before: text.slice(0, asSaid),
    quote,
    after: text.slice(asSaid + quote.length),
    cutBefore: from > 0,
  };
}

export interface Stitched {
  text: string;
  /** Where the text begins in the document. */
  from: number;
}

/** Passages may overlap or leave white space between them: each goes where its offset says. Pure. */
export function stitch(spans: readonly Span[]): Stitched {
  const ordered = [...spans].sort((a, b) => a.start - b.start);
  const from = ordered[0]?.start ?? 0;
  let text = '';
  for (const span of ordered) {
    const end = from + text.length;
    if (span.start > end) text += '\n'.repeat(Math.min(span.start - end, 2)).padEnd(span.start - end, ' ');
    text += span.text.slice(Math.max(0, from + text.length - span.start));
  }
  return { text, from };
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
