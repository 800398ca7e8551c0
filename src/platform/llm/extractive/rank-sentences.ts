/** Finds the sentences of given texts that share most with a question. Knows words only; pure. */
import { analyzeQuery } from '../../search/analysis/analyze-query.js';
import { analyzeText } from '../../search/analysis/analyze-text.js';
import { splitSentences } from '../../search/analysis/split-sentences.js';
import { stemOf } from '../../search/analysis/stem-of.js';

export interface RankedSentence {
  text: string;
  /** Which of the given texts it stands in. */
  source: number;
  /** How much of the question's weight it covers: 0 to 1. */
  coverage: number;
}

interface Candidate {
  text: string;
  source: number;
  stems: Set<string>;
  length: number;
}

/** Bounds the work for a question over very long texts. */
const MAX_SENTENCES = 2000;
/** A sentence of this many words is not yet penalized for its length. */
const SHORT = 25;

/** The best sentences first, at most `limit`; the order of `texts` (best first) breaks ties. */
export function rankSentences(question: string, texts: readonly string[], limit: number): RankedSentence[] {
  const wanted = contentStems(question);
  if (wanted.size === 0) return [];
  const candidates = candidatesOf(texts);
  const weight = weightsOf(wanted, candidates);
  const total = [...wanted].reduce((sum, stem) => sum + weight(stem), 0);
  return candidates
    .map((candidate, order) => {
      const shared = [...wanted].filter((stem) => candidate.stems.has(stem));
      const coverage = shared.reduce((sum, stem) => sum + weight(stem), 0) / total;
      const rank = coverage / Math.sqrt(Math.max(1, candidate.length / SHORT)) - candidate.source * 0.01;
      return { text: candidate.text, source: candidate.source, coverage, rank, order };
    })
    .filter(({ coverage }) => coverage > 0)
    .sort((a, b) => b.rank - a.rank || a.order - b.order)
    .slice(0, limit)
    .map(({ text, source, coverage }) => ({ text, source, coverage }));
}

/** The stems of the words that say what a text is about. */
function contentStems(question: string): Set<string> {
  const terms = analyzeQuery(question).terms.filter((term) => !term.isStop && !term.isPart);
  return new Set(terms.map((term) => stemOf(term.word)));
}

function candidatesOf(texts: readonly string[]): Candidate[] {
  const candidates: Candidate[] = [];
  for (const [source, text] of texts.entries()) {
    for (const { start, end } of splitSentences(text)) {
      if (candidates.length >= MAX_SENTENCES) return candidates;
      const sentence = text.slice(start, end).replace(/\s+/g, ' ');
      const { words, length } = analyzeText(sentence);
      if (words.length > 0) candidates.push({ text: sentence, source, stems: new Set(words.map(stemOf)), length });
    }
  }
  return candidates;
}

/** Inverse document frequency over the sentences at hand (the BM25 form, always positive). */
function weightsOf(wanted: Set<string>, candidates: Candidate[]): (stem: string) => number {
  const weights = new Map<string, number>();
  for (const stem of wanted) {
    const having = candidates.filter((candidate) => candidate.stems.has(stem)).length;
    weights.set(stem, Math.log(1 + (candidates.length - having + 0.5) / (having + 0.5)));
  }
  return (stem) => weights.get(stem) ?? 0;
}
