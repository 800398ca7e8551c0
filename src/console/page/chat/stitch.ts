/** Puts the passages of a document together again around a citation. Offsets are UTF-16, as strings here count. Pure. */
import type { Chunk, Citation } from '../api/types.js';

export interface SourceText {
  before: string;
  quote: string;
  after: string;
  /** There is text before `before`. */
  cutBefore: boolean;
}

export type Span = Pick<Chunk, 'text' | 'start' | 'end'>;

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
    if (span.start > end) text += whiteSpace(span.start - end, text.includes('\n') || span.text.includes('\n'));
    text += span.text.slice(Math.max(0, from + text.length - span.start));
  }
  return { text, from };
}

/** Passages are trimmed: what lay between two is not known, only how much of it there was. */
function whiteSpace(length: number, hasLines: boolean): string {
  if (length === 1) return hasLines ? '\n' : ' ';
  return '\n\n'.padStart(length, ' ');
}
