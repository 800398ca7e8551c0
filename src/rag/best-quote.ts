/**
 * Picks the sentence of a passage to show as its citation. Every passage of every turn gets one, on the event loop, so
 * it looks for the question's words as they are written; the answer itself is picked elsewhere, with more care.
 */
import { analyzeQuery } from '../platform/search/analysis/analyze-query.js';
import { splitSentences } from '../platform/search/analysis/split-sentences.js';
import { stemOf } from '../platform/search/analysis/stem-of.js';

/** UTF-16 offsets into the stored text of the document: `quote === text.slice(start, end)`. */
export interface Quote {
  quote: string;
  start: number;
  end: number;
}

/** The sentence that has most of the question's words, rare ones counting more; the first where none has any. Pure. */
export function bestQuote(question: string, { text, start }: { text: string; start: number }): Quote {
  const spans = splitSentences(text);
  const best = spans[bestOf(text, spans, wordsOf(question))] ?? { start: 0, end: text.length };
  return { quote: text.slice(best.start, best.end), start: start + best.start, end: start + best.end };
}

function bestOf(text: string, spans: readonly { start: number; end: number }[], words: readonly string[]): number {
  const sentences = spans.map(({ start, end }) => text.slice(start, end).toLowerCase());
  const scores = new Float64Array(sentences.length);
  for (const word of words) {
    const having = sentences.flatMap((sentence, i) => (sentence.includes(word) ? [i] : []));
    for (const i of having) scores[i]! += 1 / having.length + 0.5;
  }
  let best = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[best]!) best = i;
  return best;
}

/** The last question's words: a turn asks about all its passages in a row. */
let remembered: { question: string; words: readonly string[] } = { question: '', words: [] };

/** Beginnings that inflected forms share. */
function wordsOf(question: string): readonly string[] {
  if (remembered.question === question) return remembered.words;
  const words = analyzeQuery(question)
    .terms.filter(({ isStop, isPart }) => !isStop && !isPart)
    .map(({ word }) => sharedBeginning(word, stemOf(word)));
  remembered = { question, words: [...new Set(words)] };
  return remembered.words;
}

/** A stem may end otherwise than the word it is made from (happy, happi). */
function sharedBeginning(word: string, stem: string): string {
  let end = 0;
  while (end < word.length && word[end] === stem[end]) end++;
  return end >= 3 ? word.slice(0, end) : word;
}
