/**
 * The sentence of a passage that an answer leans on. Before the answer is there a citation shows what fits the question;
 * afterwards it should open where the answer is from. Words and numbers only. Pure.
 */
import { splitSentences } from '../../platform/search/analysis/split-sentences.js';
import { citedSentences } from './cited-sentences.js';
import { type Content, contentOf } from './content-of.js';

export interface QuotedSource {
  n: number;
  text: string;
  /** Where the quote is now, as UTF-16 offsets into `text`. */
  start: number;
  end: number;
}

export interface QuoteSpan {
  start: number;
  end: number;
}

/** A quote moves only to a sentence that is clearly closer to what is said: this much of 1. */
const CLOSER = 0.1;

/**
 * For each number the answer cites, the span in its source of the sentence closest to the first sentence that cites it.
 * Numbers whose quote is as close already are not among them.
 */
export function quotesBehind(answer: string, sources: readonly QuotedSource[]): Map<number, QuoteSpan> {
  const byNumber = new Map(sources.map((source) => [source.n, source]));
  const seen = new Set<number>();
  const moved = new Map<number, QuoteSpan>();
  for (const { text, cited } of citedSentences(answer)) {
    for (const n of cited) {
      const source = byNumber.get(n);
      if (!source || seen.has(n)) continue;
      seen.add(n);
      const closest = closestSentence(contentOf(text), source);
      if (closest) moved.set(n, closest);
    }
  }
  return moved;
}

function closestSentence(said: Content, { text, start, end }: QuotedSource): QuoteSpan | undefined {
  let best = likeness(said, contentOf(text.slice(start, end))) + CLOSER;
  let closest: QuoteSpan | undefined;
  for (const span of splitSentences(text)) {
    const like = likeness(said, contentOf(text.slice(span.start, span.end)));
    if (like <= best) continue;
    best = like;
    closest = span;
  }
  return closest;
}

/** Dice's coefficient of the stems and numbers: twice what is shared over what there is. 0 to 1. */
function likeness(a: Content, b: Content): number {
  const all = a.stems.size + a.numbers.size + b.stems.size + b.numbers.size;
  return all === 0 ? 0 : (2 * (shared(a.stems, b.stems) + shared(a.numbers, b.numbers))) / all;
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let count = 0;
  for (const each of a) if (b.has(each)) count++;
  return count;
}
