import { bestSentences } from '../platform/search/analysis/best-sentences.js';
import { splitSentences } from '../platform/search/analysis/split-sentences.js';

/** UTF-16 offsets into the stored text of the document: `quote === text.slice(start, end)`. */
export interface Quote {
  quote: string;
  start: number;
  end: number;
}

/** The sentence of a passage that speaks most to the question; its first one where none does. Pure. */
export function bestQuote(question: string, { text, start }: { text: string; start: number }): Quote {
  const [best] = bestSentences(question, [{ n: 1, text }], 1);
  const span = best ?? splitSentences(text)[0] ?? { start: 0, end: text.length };
  return { quote: text.slice(span.start, span.end), start: start + span.start, end: start + span.end };
}
