/** The sentences of an answer that cite something. Pure. */
import { splitSentences } from '../../platform/search/analysis/split-sentences.js';

export interface CitedSentence {
  /** Without its markers. */
  text: string;
  /** Numbers of the sources it names. */
  cited: number[];
}

const MARKERS = /\[(\d{1,3}(?:\s*[,;]\s*\d{1,3}){0,20})\]/g;

/** In the answer's order. Markers after a full stop belong to what is before them. */
export function citedSentences(answer: string): CitedSentence[] {
  const joined = answer.replace(/([.!?。！？…]["'”’»)]*)((?:\s*\[[\d\s,;]+\])+)/g, '$2$1');
  return splitSentences(joined).flatMap(({ start, end }) => {
    const sentence = joined.slice(start, end);
    const cited = [...sentence.matchAll(MARKERS)].flatMap(([, list]) => list!.split(/[,;]/).map(Number));
    return cited.length ? [{ text: sentence.replace(MARKERS, ' '), cited }] : [];
  });
}
