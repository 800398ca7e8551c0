/**
 * Picks the sentence of a passage to show as its citation. Every passage of every turn gets one, on the event loop, so
 * it looks for the question's words as they are written; the answer itself is picked elsewhere, with more care.
 */
import { analyzeQuery } from '../platform/search/analysis/analyze-query.js';
import { splitSentences } from '../platform/search/analysis/split-sentences.js';
import { stemOf } from '../platform/search/analysis/stem-of.js';

/** Characters: shorter questions are words that anybody writes. */
const QUOTABLE = 16;
/** In no text: sentences hold no null characters. */
const NEVER = '\u0000';

/** UTF-16 offsets into the stored text of the document: `quote === text.slice(start, end)`. */
export interface Quote {
  quote: string;
  start: number;
  end: number;
}

/**
 * The sentence that has most of the question's words, rare ones counting more; the first where none has any. One that has
 * the question itself in it is an example, not what is said about it. Pure.
 */
export function bestQuote(question: string, { text, start }: { text: string; start: number }): Quote {
  const spans = splitSentences(text);
  const best = spans[bestOf(text, spans, asked(question))] ?? { start: 0, end: text.length };
  return { quote: text.slice(best.start, best.end), start: start + best.start, end: start + best.end };
}

function bestOf(text: string, spans: readonly { start: number; end: number }[], { words, whole }: Asked): number {
  const sentences = spans.map(({ start, end }) => text.slice(start, end).toLowerCase());
  const scores = new Float64Array(sentences.length);
  for (const word of words) {
    const having = sentences.flatMap((sentence, i) =>
      sentence.includes(word) && !sentence.includes(whole) ? [i] : [],
    );
    for (const i of having) scores[i]! += 1 / having.length + 0.5;
  }
  let best = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[best]!) best = i;
  return best;
}

interface Asked {
  question: string;
  /** Beginnings that inflected forms share. */
  words: readonly string[];
  /** The question as a sentence would quote it. */
  whole: string;
}

/** The last question: a turn asks about all its passages in a row. */
let remembered: Asked = { question: '', words: [], whole: NEVER };

function asked(question: string): Asked {
  if (remembered.question === question) return remembered;
  const words = analyzeQuery(question)
    .terms.filter(({ isStop, isPart }) => !isStop && !isPart)
    .map(({ word }) => sharedBeginning(word, stemOf(word)));
  const isQuotable = question.trim().length >= QUOTABLE;
  remembered = { question, words: [...new Set(words)], whole: isQuotable ? question.trim().toLowerCase() : NEVER };
  return remembered;
}

/** A stem may end otherwise than the word it is made from (happy, happi). */
function sharedBeginning(word: string, stem: string): string {
  let end = 0;
  while (end < word.length && word[end] === stem[end]) end++;
  return end >= 3 ? word.slice(0, end) : word;
}
